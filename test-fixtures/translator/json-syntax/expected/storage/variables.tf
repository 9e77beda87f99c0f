variable "logs_bucket_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "logs_bucket_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "me_email" {
  type        = any
  description = "What the old platform gave as `email`"
}
