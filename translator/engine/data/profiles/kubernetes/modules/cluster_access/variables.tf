variable "cluster" {
  type        = string
  description = "The cluster"
}

variable "allowed_sources" {
  type        = list(string)
  description = "Ranges of addresses that may reach the API server"
  default     = []
}
