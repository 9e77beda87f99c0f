variable "registry" {
  type        = string
  description = "Host name of the registry"
}

variable "name" {
  type        = string
  description = "Name the user logs in with"
}

variable "email" {
  type        = string
  description = "Address for mail"
}

variable "password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "namespace" {
  type        = string
  description = "Namespace of the pods that pull images"
  default     = "default"
}
