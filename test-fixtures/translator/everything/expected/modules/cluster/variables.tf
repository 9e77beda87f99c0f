variable "project_id" {
  type = string
}
variable "name" {
  type = string
}
variable "region" {
  type = string
}
variable "network" {
  type = object({
    id        = string
    subnet_id = string
  })
}
variable "pools" {
  type = map(any)
}
variable "allowed" {
  description = "Who may talk to the API server; everybody if empty"
  type        = list(string)
  default     = []
}

variable "cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "pools_current_nodes" {
  type        = map(any)
  description = "What the old platform gave as `current_nodes`"
}

variable "pools_size" {
  type        = map(object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) }))
  description = "Size of one node"
}
