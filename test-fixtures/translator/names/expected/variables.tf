variable "app_database_valkey_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "north_cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "north_s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}

variable "registry_host_2" {
  type        = string
  description = "Host of the registry that images come from, without a scheme"
}

variable "south_cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "south_s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}

variable "storage_access_key_id" {
  type        = string
  description = "Id of the access key for the object store"
}

variable "storage_s3_credential_user_id" {
  type        = any
  description = "What the old platform gave as `user_id`"
}

variable "storage_user_id" {
  type        = string
  description = "Id of the identity on the new platform; null if nothing there needs one"
  default     = null
}
