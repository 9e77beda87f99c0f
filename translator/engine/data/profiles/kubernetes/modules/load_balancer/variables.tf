variable "name" {
  type        = string
  description = "Name of the load balancer"
}

variable "namespace" {
  type        = string
  description = "Namespace of its objects"
  default     = "default"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "listeners" {
  type = list(object({
    name                = optional(string)
    description         = optional(string)
    port                = number
    protocol            = string
    allowed_cidrs       = optional(list(string), [])
    timeout_client_data = optional(number)
    timeout_member_data = optional(number)
    tls_versions        = optional(list(string))
    secret_id           = optional(string)
    pool = optional(object({
      name                = optional(string)
      algorithm           = optional(string)
      protocol            = optional(string)
      members             = optional(list(object({ address = string, protocol_port = number, name = optional(string), weight = optional(number) })), [])
      session_persistence = optional(any)
      health_monitor      = optional(any)
    }))
  }))
  description = "What it listens on, and where it hands connections to"
  default     = []
}

variable "network" {
  type        = any
  description = "Network it was planned with, for whoever runs the cluster"
  default     = null
}

variable "annotations" {
  type        = map(string)
  description = "Annotations that the platform reads"
  default     = {}
}
