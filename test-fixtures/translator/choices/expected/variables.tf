variable "default_size" {
  type        = object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) })
  description = "Size of one node"
  default = {
    cpu        = 4
    memory_gib = 16
  }
}

variable "half_size" {
  type        = object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) })
  description = "Size of one node"
}

variable "main_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "main_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "node_pool_size" {
  type        = object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) })
  description = "Size of one node"
  default = {
    cpu        = 16
    memory_gib = 64
  }
}

variable "other_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "reports_instances" {
  type        = number
  description = "How many instances there are"
}

variable "reports_memory_gib" {
  type        = number
  description = "Memory of one instance in GiB"
  default     = 7
}

variable "set_node_pool_size" {
  type        = object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) })
  description = "Size of one node"
}
