variable "identity" {
  type        = string
  description = "The identity it is for"
  default     = null
}

variable "policy" {
  type        = string
  description = "The document, in JSON"
}
