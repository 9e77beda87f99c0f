variable "app_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
