variable "cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "s3_credential_access_key_id" {
  type        = string
  description = "Id of the access key for the object store"
}

variable "s3_credential_secret_access_key" {
  type        = string
  description = "Secret of the access key for the object store"
  sensitive   = true
}
