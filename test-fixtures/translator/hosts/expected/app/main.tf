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

locals {
  by_region = "https://${var.s3_host}/x"
  all       = var.s3_host
  strange   = "https://${var.region}.cloud.ovh.net"
  bucket    = "${var.image}.${var.s3_host}"
}

variable "region" {
  default = "gra"
}
