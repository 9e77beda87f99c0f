variable "app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "lan_id" {
  type        = string
  description = "Id of the network on the new platform; null if nothing there needs one"
  default     = null
}

variable "main_connection" {
  type        = map(object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) }))
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "main_region" {
  type        = map(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = {}
}
