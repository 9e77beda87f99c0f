variable "image" {}

resource "kubernetes_secret_v1" "model" {
  metadata { name = "model" }
  data = {
    "config.yaml" = <<-EOT
      # asked by the front end
      url: https://${var.model_host}/v1
      key: ${var.image}
    EOT
  }
}
