variable "databases" {
  type        = map(object({}))
  description = "Databases in it, by name"
  default     = {}
}

variable "users" {
  type        = map(object({ password = string }))
  description = "Users that may do everything in every database, by name; take rights away where that is too much"
  default     = {}
  sensitive   = true
}

output "databases" {
  description = "Databases in it, by name"
  value       = { for name in keys(var.databases) : name => { name = name } }
}

output "users" {
  description = "Users, by name"
  value       = { for name in nonsensitive(keys(var.users)) : name => { name = name } }
}
