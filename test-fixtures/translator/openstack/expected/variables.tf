variable "outer_name" {
  type        = any
  description = "What the old platform gave as `name`"
}

variable "s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}
