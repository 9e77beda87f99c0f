locals {
  parameters = { for name, value in var.parameters : trimprefix(name, local.parameter_prefix) => value }
}

output "id" {
  description = "Name of the service, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the service"
  value       = helm_release.this.name
}

output "description" {
  description = "What it is for"
  value       = var.description
}

output "engine" {
  description = "What it runs"
  value       = local.engine
}

output "engine_version" {
  description = "Release of the engine, as it was asked for"
  value       = var.engine_version
}

output "storage_gib" {
  description = "Storage of one instance in GiB"
  value       = var.storage_gib
}

output "status" {
  description = "READY when it is there"
  value       = helm_release.this.status == "deployed" ? "READY" : upper(helm_release.this.status)
}

output "host" {
  description = "Where it answers"
  value       = local.host
}

output "port" {
  description = "On which port"
  value       = local.port
}

output "uri" {
  description = "Both as one, without a user"
  value       = local.uri
}

output "endpoints" {
  description = "All of it, in the shape that lists of endpoints have"
  value = [{
    component = local.engine
    domain    = local.host
    path      = null
    port      = local.port
    scheme    = local.scheme
    ssl       = local.ssl_mode != null
    ssl_mode  = local.ssl_mode
    uri       = local.uri
  }]
}
