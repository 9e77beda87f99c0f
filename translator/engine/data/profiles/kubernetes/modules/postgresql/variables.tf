variable "name" {
  type        = string
  description = "Name of the database cluster"
}

variable "namespace" {
  type        = string
  description = "Namespace it runs in"
  default     = "databases"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "engine_version" {
  type        = string
  description = "Major release of PostgreSQL"
}

variable "instances" {
  type        = number
  description = "How many instances, the first one included"
  default     = 1
}

variable "storage_gib" {
  type        = number
  description = "Storage of one instance in GiB"
  default     = 20
}

variable "memory_gib" {
  type        = number
  description = "Memory of one instance in GiB; null to ask for none"
  default     = null
}

variable "parameters" {
  type        = map(string)
  description = "Parameters of the engine"
  default     = {}
}

variable "allowed_sources" {
  type        = list(string)
  description = "Ranges of addresses that may connect from outside of the cluster; with none, only the namespace may"
  default     = []
}

variable "backup" {
  type        = object({ time = string })
  description = "When backups start each day, as HH:MM or HH:MM:SS; null for none"
  default     = null
}

variable "backup_store" {
  type = object({
    destination = string
    endpoint    = string
    secret      = string
  })
  description = "Where backups go: s3:// address, URL of the endpoint, and the Secret with access_key_id and secret_access_key; without one there are none"
  default     = null
}

variable "deletion_protection" {
  type        = bool
  description = "Whether the database stays when this module goes"
  default     = false
}

variable "databases" {
  type        = map(object({}))
  description = "Databases in it, by name"
  default     = {}
}

variable "roles" {
  type = map(object({
    password    = string
    replication = optional(bool, false)
  }))
  description = "Roles that may log in, by name"
  default     = {}
  sensitive   = true
}
