output "id" {
  description = "Name of the policy, where an identifier is wanted"
  value       = var.name
}

output "name" {
  description = "Name of the policy"
  value       = var.name
}

output "requirements" {
  description = "Who may do what, for whoever gives rights"
  value = {
    identities         = var.identities
    resources          = var.resources
    allow              = var.allow
    except             = var.except
    deny               = var.deny
    permissions_groups = var.permissions_groups
    conditions         = var.conditions
    expired_at         = var.expired_at
  }
}
