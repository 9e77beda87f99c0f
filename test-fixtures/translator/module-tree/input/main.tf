module "k8s" {
  source   = "./modules/k8s"
  for_each = toset(["a", "b"])
  name     = each.key
  providers = {
    ovh = ovh
  }
}

module "single" {
  source = "./modules/k8s"
  name   = "single"
}

module "elsewhere" {
  source = "git::https://git.example/modules.git//k8s"
}

output "kubeconfig" {
  value     = module.k8s["a"].kubeconfig
  sensitive = true
}
