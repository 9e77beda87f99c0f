variable "admin_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "cache_database_valkey_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "many_name" {
  type        = list(string)
  description = "Name of the database"
}

variable "orders_backup_store" {
  type        = object({ destination = string, endpoint = string, secret = string })
  description = "Where backups go: s3:// address, URL of the endpoint, name of the Secret with the keys; null for no backups"
  default     = null
}

variable "services_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
