variable "name" {
  type        = string
  description = "Name of the key"
}

variable "public_key" {
  type        = string
  description = "The public half, as in authorized_keys"
}
