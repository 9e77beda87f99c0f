variable "admin_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "documents_database_backup_store" {
  type        = object({ destination = string, endpoint = string, secret = string })
  description = "Where backups go: s3:// address, URL of the endpoint, name of the Secret with the keys; null for no backups"
  default     = null
}

variable "documents_database_mongodb_prometheus_password" {
  type        = string
  description = "Password of the user for metrics"
  sensitive   = true
}

variable "import_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "logs_keep" {
  type        = string
  description = "Age after which indexes of the pattern are deleted, as 30d"
}

variable "readers_password" {
  type        = list(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "shop_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "team_database_mongodb_user_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "team_database_opensearch_user_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "writer_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
