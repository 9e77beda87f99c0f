variable "zone" {
  type        = string
  description = "The zone"
}

variable "zone_file" {
  type        = string
  description = "Its file, as BIND reads it"
}

variable "namespace" {
  type        = string
  description = "Namespace of the object"
  default     = "dns"
}
