variable "analyst_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "boards_database_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "facts_database_database_name" {
  type        = string
  description = "Name of the database"
}

variable "metrics_database_endpoints" {
  type        = any
  description = "What the old platform gave as `endpoints`"
}

variable "metrics_database_m3db_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "sessions_database_valkey_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
