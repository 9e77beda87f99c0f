variable "users" {
  type = map(object({
    password = string
    roles    = optional(list(string), ["readWriteAnyDatabase@admin"])
  }))
  description = "Users, by name, with their roles as role@database"
  default     = {}
  sensitive   = true
}

output "users" {
  description = "Users, by name"
  value       = { for name in nonsensitive(keys(var.users)) : name => { name = name } }
}
