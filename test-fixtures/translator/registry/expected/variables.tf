variable "project_id" {}

variable "client_secret" {
  type      = string
  sensitive = true
}

variable "vpn" {
  type = string
}

variable "offices" {
  type = list(string)
}

variable "ci_password" {
  type        = list(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "images_admin_password" {
  type        = string
  description = "Password of the user admin"
  sensitive   = true
}

variable "images_host" {
  type        = string
  description = "Host name the registry answers on"
}

variable "other_url" {
  type        = string
  description = "Address of the registry, with https://"
}

variable "written_out_client_secret" {
  type        = string
  description = "Secret of the client"
  sensitive   = true
}
