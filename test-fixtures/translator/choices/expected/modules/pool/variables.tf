variable "node_pool_size" {
  type        = object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) })
  description = "Size of one node"
  default = {
    cpu        = 16
    memory_gib = 64
  }
}
