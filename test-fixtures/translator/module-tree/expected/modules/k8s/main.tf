terraform {
  required_providers {
    ovh = { source = "registry.terraform.io/ovh/ovh" }
  }
}

variable "name" {}

module "cluster" {
  source = "../cluster"

  name       = var.name
  connection = var.cluster_connection
}

output "kubeconfig" {
  value     = module.cluster.kubeconfig
  sensitive = true
}

output "keys" {
  value = {
    id     = var.s3_credential_access_key_id
    secret = var.s3_credential_secret_access_key
  }
  sensitive = true
}
