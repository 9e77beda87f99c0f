variable "name" {
  type        = string
  description = "Name of the store"
}

variable "namespace" {
  type        = string
  description = "Namespace it runs in"
  default     = "secrets"
}

variable "replicas" {
  type        = number
  description = "How many replicas"
  default     = 3
}

variable "chart_version" {
  type        = string
  description = "Version of the chart"
  default     = "0.18.4"
}
