variable "users" {
  type = map(object({
    password = string
    acls = optional(list(object({
      pattern    = string
      permission = string
    })))
  }))
  description = "Users, by name, and what they may do with indexes: read, write, readwrite, admin or deny; without acls they may do everything"
  default     = {}
  sensitive   = true
}

variable "patterns" {
  type        = map(object({ keep = string }))
  description = "Patterns of names of indexes, and after which age indexes of the pattern are deleted, as 30d"
  default     = {}
}

output "users" {
  description = "Users, by name"
  value       = { for name in nonsensitive(keys(var.users)) : name => { name = name } }
}

output "patterns" {
  description = "Patterns with a limit"
  value       = { for name in keys(var.patterns) : name => { name = name } }
}
