variable "databases" {
  type        = map(object({}))
  description = "Databases in it, by name"
  default     = {}
}

variable "users" {
  type = map(object({
    password    = string
    replication = optional(bool, false)
  }))
  description = "Roles that may log in, by name"
  default     = {}
  sensitive   = true
}

variable "pools" {
  type = map(object({
    mode = string
    size = number
  }))
  description = "Pools of connections, by name, with PgBouncer's mode and size for each pair of user and database; any user and database may be asked for"
  default     = {}

  validation {
    condition     = alltrue([for pool in values(var.pools) : contains(["session", "transaction"], pool.mode)])
    error_message = "The operator knows the modes session and transaction."
  }
}

locals {
  pool_hosts = { for name in keys(var.pools) : name => "${var.name}-pool-${lower(replace(name, "_", "-"))}.${var.namespace}.svc" }
}

output "databases" {
  description = "Databases in it, by name"
  value       = { for name in keys(var.databases) : name => { name = name } }
}

output "users" {
  description = "Roles that may log in, by name"
  value       = { for name in nonsensitive(keys(var.users)) : name => { name = name } }
}

output "pools" {
  description = "Pools of connections, by name"
  value = { for name, host in local.pool_hosts : name => {
    name     = name
    host     = host
    port     = local.port
    ssl_mode = local.ssl_mode
    uri      = "postgres://${host}:${local.port}/app?sslmode=require"
  } }
}
