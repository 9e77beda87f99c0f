module "k8s" {
  source   = "./modules/k8s"
  for_each = toset(["a", "b"])
  name     = each.key
  providers = {
    ovh = ovh
  }

  cluster_connection              = var.k8s_cluster_connection[each.key]
  s3_credential_access_key_id     = var.k8s_s3_credential_access_key_id[each.key]
  s3_credential_secret_access_key = var.k8s_s3_credential_secret_access_key[each.key]
}

module "single" {
  source = "./modules/k8s"
  name   = "single"

  cluster_connection              = var.single_cluster_connection
  s3_credential_access_key_id     = var.single_s3_credential_access_key_id
  s3_credential_secret_access_key = var.single_s3_credential_secret_access_key
}

module "elsewhere" {
  source = "git::https://git.example/modules.git//k8s"
}

output "kubeconfig" {
  value     = module.k8s["a"].kubeconfig
  sensitive = true
}
