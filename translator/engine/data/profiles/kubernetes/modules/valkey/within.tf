variable "users" {
  type = map(object({
    password   = string
    categories = optional(list(string))
    channels   = optional(list(string))
    commands   = optional(list(string))
    keys       = optional(list(string))
  }))
  description = "Users, by name, with their rights as ACL rules write them: +@read, +get. With none, nobody has to log in"
  default     = {}
  sensitive   = true
}

output "users" {
  description = "Users, by name"
  value       = { for name in nonsensitive(keys(var.users)) : name => { name = name } }
}
