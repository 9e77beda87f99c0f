variable "alone_kafka" {
  type        = string
  description = "Name of the Kafka service it works for, in the same namespace"
}

variable "connect_database_user_name" {
  type        = string
  description = "Name of the user"
}

variable "connect_database_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "mirror_target" {
  type        = string
  description = "Alias of the cluster that the others are copied to"
}

variable "production_targets" {
  type        = list(object({ Host = string, Port = number }))
  description = "Where metrics are offered"
}

variable "reader_database_kafka_user_access_key" {
  type        = map(string)
  description = "Key of the user, in PEM form, if users have certificates"
  sensitive   = true
}

variable "reader_database_user_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
