variable "name" {
  type        = string
  description = "Name of the service"
}

variable "namespace" {
  type        = string
  description = "Namespace it runs in"
  default     = "databases"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "engine_version" {
  type        = string
  description = "Release of the engine; main.tf says how it is read"
}

variable "instances" {
  type        = number
  description = "How many instances, the first one included"
  default     = 1
}

variable "storage_gib" {
  type        = number
  description = "Storage of one instance in GiB"
  default     = 20
}

variable "memory_gib" {
  type        = number
  description = "Memory of one instance in GiB; null to ask for none"
  default     = null
}

variable "parameters" {
  type        = map(string)
  description = "Parameters of the engine; a prefix that names the engine is left out"
  default     = {}
}

variable "allowed_sources" {
  type        = list(string)
  description = "Ranges of addresses that may connect from outside of the cluster, besides the namespace; with none, nothing is restricted by this module"
  default     = []
}

variable "deletion_protection" {
  type        = bool
  description = "Whether the data stays when this module goes"
  default     = false
}
