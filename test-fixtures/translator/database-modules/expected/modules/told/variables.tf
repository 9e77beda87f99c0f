variable "all_engines" {
  type        = any
  description = "What the old platform gave as `engines`"
}

variable "app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
