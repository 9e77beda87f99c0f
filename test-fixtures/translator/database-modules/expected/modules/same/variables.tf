variable "app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "db_name" {
  type        = string
  description = "Name on the new platform, unlike that of what is called alike in other modules"
}
