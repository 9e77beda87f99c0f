variable "name" {
  type        = string
  description = "Name of the installation"
}

variable "namespace" {
  type        = string
  description = "Namespace it runs in"
  default     = "cattle-system"
}

variable "host" {
  type        = string
  description = "Host name it answers on"
}

variable "replicas" {
  type        = number
  description = "How many replicas"
  default     = 3
}

variable "allowed_sources" {
  type        = list(object({ cidr_block = string, description = optional(string) }))
  description = "Ranges of addresses that may reach it, for whoever runs the gateway in front of it"
  default     = []
}

variable "bootstrap_password" {
  type        = string
  description = "First password of the administrator"
  sensitive   = true
}

variable "chart_version" {
  type        = string
  description = "Version of the chart"
  default     = "2.12.2"
}
