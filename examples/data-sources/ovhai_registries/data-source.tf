data "ovhai_registries" "all" {}

output "registries" {
  value = [for registry in data.ovhai_registries.all.registries : "${registry.username}@${registry.url}"]
}
