variable "name" {
  type        = string
  description = "Name of the collector"
}

variable "namespace" {
  type        = string
  description = "Namespace it runs in"
  default     = "logging"
}

variable "about" {
  type        = string
  description = "What the logs are of: a cluster, a database, a load balancer"
  default     = null
}

variable "kind" {
  type        = string
  description = "Which of its logs; audit logs of an API server only reach pods where whoever runs it writes them out"
  default     = null
}

variable "selector" {
  type        = string
  description = "Labels of the pods whose logs are sent, as kubectl takes them; null for all"
  default     = null
}

variable "stream" {
  type        = string
  description = "Tenant of the store"
  default     = null
}

variable "endpoint" {
  type        = string
  description = "URL of the store"
}

variable "chart_version" {
  type        = string
  description = "Version of the chart"
  default     = "0.46.1"
}
