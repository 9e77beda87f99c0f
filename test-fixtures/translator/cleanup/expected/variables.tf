variable "application_key" {
  type = string
}

variable "application_secret" {
  type      = string
  sensitive = true
}

variable "name" {
  default = "shop"
}
