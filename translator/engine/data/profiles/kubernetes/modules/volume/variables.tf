variable "name" {
  type        = string
  description = "Name of the volume"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "size_gib" {
  type        = number
  description = "Size in GiB"
}

variable "namespace" {
  type        = string
  description = "Namespace of the pods that use it"
  default     = "default"
}

variable "storage_class" {
  type        = string
  description = "Class of storage; null for the cluster's default"
  default     = null
}

variable "access_modes" {
  type        = list(string)
  description = "How it may be mounted"
  default     = ["ReadWriteOnce"]
}
