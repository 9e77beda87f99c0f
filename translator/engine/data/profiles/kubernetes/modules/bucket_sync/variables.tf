variable "from_bucket" {
  type        = string
  description = "Name of the bucket that is copied"
}

variable "to_bucket" {
  type        = string
  description = "Name of the bucket it is copied to"
}

variable "secret" {
  type        = string
  description = "Name of the Secret with the settings of both ends"
}

variable "namespace" {
  type        = string
  description = "Namespace it runs in"
  default     = "default"
}

variable "image" {
  type        = string
  description = "Image of rclone"
  default     = "rclone/rclone:1.71.0"
}
