variable "all_engines" {
  type        = any
  description = "What the old platform gave as `engines`"
}

variable "app_database_user_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "documents_app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "documents_db_name" {
  type        = string
  description = "Name on the new platform, unlike that of what is called alike in other modules"
}

variable "orders_app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "orders_db_name" {
  type        = string
  description = "Name on the new platform, unlike that of what is called alike in other modules"
}

variable "pair_db_name" {
  type        = string
  description = "Name on the new platform, unlike that of what is called alike in other modules"
}

variable "stock_app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "stock_db_name" {
  type        = string
  description = "Name on the new platform, unlike that of what is called alike in other modules"
}
