variable "old_database_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
