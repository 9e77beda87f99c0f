variable "ovh_region" {
  description = "Region of OVH"
  default     = "GRA11"
}

resource "kubernetes_config_map_v1" "ovh_settings" {
  metadata {
    name = "settings"
  }
  data = {
    "endpoint" = "https://${var.model_host}/v1"
    script     = <<-EOT
      #!/bin/sh
      ovhai job run x
      echo "${var.ovh_region}" https://${var.s3_host}
    EOT
  }
}
