variable "registry" {
  type        = string
  description = "Host name of the registry; the provider decides which one is changed"
  default     = null
}

variable "name" {
  type        = string
  description = "Name of the identity provider"
}

variable "endpoint" {
  type        = string
  description = "URL of the identity provider"
}

variable "client_id" {
  type        = string
  description = "Id of the client"
}

variable "client_secret" {
  type        = string
  description = "Secret of the client"
  sensitive   = true
}

variable "scope" {
  type        = string
  description = "Scopes that are asked for, with commas"
  default     = "openid,profile,email,offline_access"
}

variable "group_filter" {
  type        = string
  description = "Pattern of groups that are taken over"
  default     = null
}

variable "groups_claim" {
  type        = string
  description = "Claim that is the groups of the user"
  default     = null
}

variable "admin_group" {
  type        = string
  description = "Group whose members administrate the registry"
  default     = null
}

variable "user_claim" {
  type        = string
  description = "Claim that is the name of the user"
  default     = null
}

variable "verify_certificate" {
  type        = bool
  description = "Whether the certificate of the provider is verified"
  default     = true
}

variable "auto_onboard" {
  type        = bool
  description = "Whether users are made when they log in first"
  default     = false
}
