variable "db_database_backup_store" {
  type        = list(object({ destination = string, endpoint = string, secret = string }))
  description = "Where backups go: s3:// address, URL of the endpoint, name of the Secret with the keys; null for no backups"
  default     = []
}

variable "db_database_certificates_ca" {
  type        = string
  description = "Certificate of the authority, in PEM form; operators put it into a Secret such as <name>-ca"
}

variable "db_database_flavor" {
  type        = list(any)
  description = "What the old platform gave as `flavor`"
}

variable "reports_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "shop_password" {
  type        = list(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
