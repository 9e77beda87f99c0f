output "id" {
  description = "Name of the object, where an identifier is wanted"
  value       = helm_release.this.name
}

output "zone" {
  description = "The zone"
  value       = var.zone
}

output "subdomain" {
  description = "Name in the zone"
  value       = var.name
}

output "subDomain" {
  description = "Name in the zone"
  value       = var.name
}

output "fieldtype" {
  description = "Its type"
  value       = upper(var.type)
}

output "fieldType" {
  description = "Its type"
  value       = upper(var.type)
}

output "target" {
  description = "Its value"
  value       = var.target
}

output "ttl" {
  description = "How long it may be remembered, in seconds"
  value       = var.ttl
}

output "fqdn" {
  description = "Its full name"
  value       = local.fqdn
}
