variable "cluster" {
  type        = string
  description = "The cluster the nodes belong to"
  default     = null
}

variable "name" {
  type        = string
  description = "Name of the pool"
}

variable "size" {
  type = object({
    cpu        = number
    memory_gib = number
    gpu_count  = optional(number, 0)
    gpu_kind   = optional(string)
  })
  description = "Size of one node"
}

variable "desired_nodes" {
  type        = number
  description = "How many nodes"
  default     = null
}

variable "min_nodes" {
  type        = number
  description = "Fewest nodes when the pool scales"
  default     = null
}

variable "max_nodes" {
  type        = number
  description = "Most nodes when the pool scales"
  default     = null
}

variable "autoscale" {
  type        = bool
  description = "Whether the pool scales with what is asked for"
  default     = false
}

variable "scale_down" {
  type = object({
    unneeded_seconds      = optional(number)
    unready_seconds       = optional(number)
    utilization_threshold = optional(number)
  })
  description = "When nodes go again"
  default     = {}
}

variable "spread" {
  type        = bool
  description = "Whether no two nodes share a machine"
  default     = false
}

variable "zones" {
  type        = list(string)
  description = "Zones the nodes are spread over"
  default     = []
}

variable "public_ips" {
  type        = bool
  description = "Whether each node has an address of its own on the internet"
  default     = false
}

variable "labels" {
  type        = map(string)
  description = "Labels of the nodes"
  default     = {}
}

variable "annotations" {
  type        = map(string)
  description = "Annotations of the nodes"
  default     = {}
}

variable "taints" {
  type        = list(object({ key = string, value = optional(string), effect = string }))
  description = "Taints of the nodes"
  default     = []
}
