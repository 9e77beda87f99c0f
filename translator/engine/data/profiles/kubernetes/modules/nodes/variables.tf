variable "cluster" {
  type        = string
  description = "The cluster; the provider decides which one is read"
  default     = null
}

variable "labels" {
  type        = map(string)
  description = "Labels the nodes have"
  default     = {}
}
