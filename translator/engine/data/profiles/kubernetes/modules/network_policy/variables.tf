variable "name" {
  type        = string
  description = "Name of the policy"
}

variable "namespace" {
  type        = string
  description = "Namespace of the pods"
  default     = "default"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "pod_labels" {
  type        = map(string)
  description = "Labels of the pods"
  default     = {}
}

variable "rules" {
  type = list(object({
    direction        = string
    ethernet_type    = optional(string)
    protocol         = optional(string)
    port_range_min   = optional(number)
    port_range_max   = optional(number)
    remote_ip_prefix = optional(string)
    remote_group_id  = optional(string)
    description      = optional(string)
  }))
  description = "What is allowed; protocols besides TCP, UDP and SCTP have no place in a policy and are left to the network"
  default     = []
}
