variable "counted_connection" {
  type        = list(object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) }))
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "each_cluster_connection" {
  type        = map(object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) }))
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "each_cluster_region" {
  type        = map(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = {}
}

variable "each_cluster_status" {
  type        = map(any)
  description = "What the old platform gave as `status`"
}

variable "each_node_pool_size" {
  type        = map(object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) }))
  description = "Size of one node"
}
