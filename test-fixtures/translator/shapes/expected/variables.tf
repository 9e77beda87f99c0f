variable "a_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "b_endpoint" {
  type        = list(string)
  description = "Host name of the object store's S3 endpoint"
}

variable "b_region" {
  type        = list(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = []
}

variable "deep_bucket_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "deep_bucket_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "k_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "m_b_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "other_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "p_current_nodes" {
  type        = list(any)
  description = "What the old platform gave as `current_nodes`"
}

variable "u_environment" {
  type        = map(string)
  description = "Environment that the tools of the new platform read"
}

variable "u_id" {
  type        = string
  description = "Id of the identity on the new platform; null if nothing there needs one"
  default     = null
}

variable "u_password" {
  type        = string
  description = "Password of the identity on the new platform"
  sensitive   = true
}

variable "u_username" {
  type        = string
  description = "Name of the identity on the new platform"
}
