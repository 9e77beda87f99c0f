variable "name" {
  type        = string
  description = "Name of the secret: its path in the store"
}

variable "namespace" {
  type        = string
  description = "Namespace of the Secret"
  default     = "default"
}

variable "store" {
  type        = string
  description = "Name of the ClusterSecretStore"
}

variable "labels" {
  type        = map(string)
  description = "What is known of it"
  default     = {}
}
