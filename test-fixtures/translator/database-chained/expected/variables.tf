variable "app_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "db_memory_gib" {
  type        = map(number)
  description = "Memory of one instance in GiB"
}
