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
