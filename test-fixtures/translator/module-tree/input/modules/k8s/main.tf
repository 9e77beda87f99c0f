terraform {
  required_providers {
    ovh = { source = "registry.terraform.io/ovh/ovh" }
  }
}

variable "name" {}

resource "ovh_cloud_project_kube" "this" {
  name = var.name
}

resource "ovh_cloud_project_user" "ovh" {
  description = "pushes images"
  role_names  = ["objectstore_operator"]
}

resource "ovh_cloud_project_user_s3_credential" "this" {
  user_id = ovh_cloud_project_user.ovh.id
}

output "kubeconfig" {
  value     = ovh_cloud_project_kube.this.kubeconfig
  sensitive = true
}

output "keys" {
  value = {
    id     = ovh_cloud_project_user_s3_credential.this.access_key_id
    secret = ovh_cloud_project_user_s3_credential.this.secret_access_key
  }
  sensitive = true
}
