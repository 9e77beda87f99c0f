variable "name" {}

resource "ovh_cloud_project_kube" "this" {
  name    = var.name
  version = "1.33"
  region  = "GRA11"
}

resource "ovh_cloud_project_kube_iprestrictions" "always" {
  kube_id = ovh_cloud_project_kube.this.id
  ips     = ["198.51.100.7/32"]
}

output "id" {
  value = ovh_cloud_project_kube.this.id
}
