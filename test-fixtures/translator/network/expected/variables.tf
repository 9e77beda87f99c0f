variable "gateway_egress_ips" {
  type        = list(string)
  description = "Addresses that traffic leaves the network from on the new platform"
  default     = []
}

variable "main_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "net_id" {
  type        = string
  description = "Id of the network on the new platform; null if nothing there needs one"
  default     = null
}

variable "net_ids" {
  type        = map(string)
  description = "Id of the network on the new platform, by each region that the configuration looks for"
}

variable "subnet_id" {
  type        = string
  description = "Id of the subnet on the new platform; null if nothing there needs one"
  default     = null
}
