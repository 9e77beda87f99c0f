locals {
  access = module.this.kubeconfig_attributes[0]
}

output "id" {
  value = module.this.id
}

output "kubeconfig" {
  value     = module.this.kubeconfig
  sensitive = true
}

# Still base64, as the platform gives it.
output "access" {
  sensitive = true
  value = {
    host                   = local.access.host
    cluster_ca_certificate = local.access.cluster_ca_certificate
    client_certificate     = local.access.client_certificate
    client_key             = local.access.client_key
  }
}

output "pools" {
  value = { for name, pool in { for key, object in module.pools : key => merge(object, { current_nodes = var.pools_current_nodes[key] }) } : name => pool.current_nodes }
}
