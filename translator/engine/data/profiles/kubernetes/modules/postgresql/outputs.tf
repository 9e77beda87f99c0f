locals {
  host = "${var.name}-rw.${var.namespace}.svc"
  port = 5432
  uri  = "postgres://${local.host}:${local.port}/app?sslmode=require"
}

output "id" {
  description = "Name of the database cluster, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the database cluster"
  value       = helm_release.this.name
}

output "engine_version" {
  description = "Major release of PostgreSQL"
  value       = var.engine_version
}

output "host" {
  description = "Where the first instance answers"
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
    component = "postgresql"
    domain    = local.host
    path      = null
    port      = local.port
    scheme    = "postgres"
    ssl       = true
    ssl_mode  = "require"
    uri       = local.uri
  }]
}

output "databases" {
  description = "Databases in it, by name"
  value       = { for name in keys(var.databases) : name => { name = name } }
}

output "roles" {
  description = "Roles that may log in, by name"
  value       = { for name in nonsensitive(keys(var.roles)) : name => { name = name } }
}
