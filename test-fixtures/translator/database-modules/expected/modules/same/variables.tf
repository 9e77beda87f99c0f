variable "app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "db_name" {
  type        = string
  description = "Name on the new platform; another one for each call of the module it is in"
}
