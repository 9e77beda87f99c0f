variable "name" {
  type        = string
  description = "Name of the backup"
}

variable "namespace" {
  type        = string
  description = "Namespace Velero runs in"
  default     = "velero"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "subject" {
  type        = string
  description = "What is saved: a claim or a machine; its namespace is, where it says one"
  default     = null
}

variable "namespaces" {
  type        = list(string)
  description = "Namespaces that are saved, where the subject does not say one"
  default     = ["default"]
}

variable "schedule" {
  type        = string
  description = "When, as cron says it; null for once"
  default     = null
}

variable "rotation" {
  type        = number
  description = "How many are kept"
  default     = 7
}
