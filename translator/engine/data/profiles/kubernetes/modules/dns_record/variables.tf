variable "zone" {
  type        = string
  description = "The zone"
}

variable "name" {
  type        = string
  description = "Name in the zone; empty for the zone itself"
  default     = ""
}

variable "type" {
  type        = string
  description = "A, AAAA, CNAME, MX, TXT, …"
}

variable "target" {
  type        = string
  description = "Its value"
}

variable "ttl" {
  type        = number
  description = "How long it may be remembered, in seconds; null for the default of the service"
  default     = null
}

variable "namespace" {
  type        = string
  description = "Namespace of the object"
  default     = "dns"
}
