variable "name" {
  type        = string
  description = "Name of the snapshot"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "volume" {
  type        = string
  description = "The claim: its name, or namespace and name"
}

variable "namespace" {
  type        = string
  description = "Namespace of the claim, where the volume does not say it"
  default     = "default"
}

variable "snapshot_class" {
  type        = string
  description = "Class of snapshots; null for the default of the cluster"
  default     = null
}
