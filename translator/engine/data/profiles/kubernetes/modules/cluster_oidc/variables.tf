variable "cluster" {
  type        = string
  description = "The cluster"
  default     = null
}

variable "issuer_url" {
  type        = string
  description = "URL of the identity provider"
}

variable "client_id" {
  type        = string
  description = "Audience of the tokens: the id of the client"
}

variable "username_claim" {
  type        = string
  description = "Claim that is the name of the user"
  default     = "sub"
}

variable "username_prefix" {
  type        = string
  description = "What stands before each name of a user"
  default     = ""
}

variable "groups_claim" {
  type        = list(string)
  description = "Claims that are the groups of the user; the API server reads one"
  default     = []
}

variable "groups_prefix" {
  type        = string
  description = "What stands before each name of a group"
  default     = ""
}

variable "required_claims" {
  type        = list(string)
  description = "Claims that tokens must have, each as name=value"
  default     = []
}

variable "signing_algorithms" {
  type        = list(string)
  description = "Algorithms that tokens are signed with; for the record, the API server takes those of the provider"
  default     = []
}

variable "ca_certificate" {
  type        = string
  description = "Certificate authority of the provider, PEM in Base64; null for a public one"
  default     = null
}

variable "administrators" {
  type        = list(string)
  description = "Groups, with their prefix, that administrate the cluster"
  default     = []
}
