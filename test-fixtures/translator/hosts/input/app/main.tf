variable "image" {}

resource "kubernetes_secret_v1" "model" {
  metadata { name = "model" }
  data = {
    "config.yaml" = <<-EOT
      # asked by the front end
      url: https://oai.endpoints.kepler.ai.cloud.ovh.net/v1
      key: ${var.image}
    EOT
  }
}

locals {
  by_region = "https://s3.${var.region}.io.cloud.ovh.net/x"
  all       = "s3.${lower(var.region)}.io.cloud.ovh.net"
  strange   = "https://${var.region}.cloud.ovh.net"
  bucket    = "${var.image}.s3.${var.region}.io.cloud.ovh.net"
}

variable "region" {
  default = "gra"
}
