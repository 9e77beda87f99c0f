variable "name" {
  type        = string
  description = "Name of the snapshot"
}

variable "namespace" {
  type        = string
  description = "Namespace of the machine"
  default     = "machines"
}

variable "machine" {
  type        = string
  description = "Name of the machine"
}
