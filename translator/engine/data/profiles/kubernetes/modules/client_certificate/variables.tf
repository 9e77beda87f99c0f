variable "name" {
  type        = string
  description = "Name of the certificate"
}

variable "namespace" {
  type        = string
  description = "Namespace of the Secret"
  default     = "default"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "issuer" {
  type        = string
  description = "Name of the ClusterIssuer"
}

variable "validity_days" {
  type        = number
  description = "How long it is valid, in days"
  default     = 365
}

variable "key_type" {
  type        = string
  description = "ECDSA or RSA"
  default     = "ECDSA"
}

variable "identities" {
  type        = list(string)
  description = "Whom it stands for, for the record"
  default     = []
}
