variable "topics" {
  type = map(object({
    partitions          = optional(number, 1)
    replication         = optional(number)
    min_insync_replicas = optional(number)
    retention_hours     = optional(number)
    retention_bytes     = optional(number)
  }))
  description = "Topics, by name; -1 for hours or bytes keeps messages forever"
  default     = {}
}

variable "users" {
  type        = map(object({ password = string }))
  description = "Users, by name; a name has lower case letters, digits, dots and dashes"
  default     = {}
  sensitive   = true
}

variable "acls" {
  type = list(object({
    username   = string
    topic      = string
    permission = string
  }))
  description = "Which of the users may do what: read, write, readwrite or admin; a topic or user may be *, a topic may end in it. With none, everybody may do everything"
  default     = []

  validation {
    condition     = alltrue([for acl in var.acls : contains(["admin", "read", "readwrite", "write"], acl.permission)])
    error_message = "A permission is admin, read, readwrite or write."
  }
}

variable "rest_api" {
  type        = bool
  description = "Whether there is an HTTP bridge, for the namespace and without a login of its own"
  default     = false
}

output "topics" {
  description = "Topics, by name"
  value       = { for name in keys(var.topics) : name => { name = name } }
}

output "users" {
  description = "Users, by name"
  value       = { for name in nonsensitive(keys(var.users)) : name => { name = name } }
}
