output "kubeconfig" {
  value     = module.cluster.kubeconfig
  sensitive = true
}

output "access" {
  description = "For the root module `workloads`"
  value       = module.cluster.access
  sensitive   = true
}

output "database_host" {
  value = module.data.host
}

output "entrances" {
  value = { for name, edge in module.edge : name => edge.fqdn }
}

output "registry" {
  value = {
    url   = ovh_cloud_project_containerregistry.images.url
    users = [for user in ovh_cloud_project_containerregistry_user.robots : user.login]
  }
}

output "machines" {
  value = module.machines.addresses
}
