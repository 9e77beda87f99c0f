variable "cluster" {
  type        = string
  description = "The cluster; the provider decides which one is read"
  default     = null
}

variable "pool" {
  type        = string
  description = "Only nodes of this pool"
  default     = null
}

variable "pool_label" {
  type        = string
  description = "Label of a node that says which pool it belongs to; the module node_pool asks for it"
  default     = "node-pool"
}

variable "labels" {
  type        = map(string)
  description = "Labels the nodes have"
  default     = {}
}
