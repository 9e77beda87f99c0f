variable "all_databases_cluster_ids" {
  type        = list(string)
  description = "Names of the services, where identifiers are wanted"
}

variable "app_database_postgresql_connection_pool_uri" {
  type        = string
  description = "Address of the pool, without a user"
}

variable "app_database_postgresql_user_name" {
  type        = string
  description = "Name of the user"
}

variable "app_database_postgresql_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "audit_name" {
  type        = string
  description = "Name of the topic"
}

variable "db_endpoints" {
  type        = list(object({ component = string, domain = string, path = string, port = number, scheme = string, ssl = bool, ssl_mode = string, uri = string }))
  description = "Where the service answers"
}

variable "each_id" {
  type        = map(string)
  description = "Name of the user, where an identifier is wanted"
}

variable "team_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
