variable "registry" {
  type        = string
  description = "Host name of the registry"
  default     = null
}

variable "namespace" {
  type        = string
  description = "Namespace the registry runs in"
  default     = "registry"
}

variable "components" {
  type        = list(string)
  description = "Parts of the registry, as their label component says"
  default     = ["core", "portal", "registry"]
}

variable "allowed_sources" {
  type        = list(object({ ip_block = string, description = optional(string) }))
  description = "Ranges of addresses that may reach it"
  default     = []
}
