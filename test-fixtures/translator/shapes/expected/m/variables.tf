variable "a_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "b_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}
