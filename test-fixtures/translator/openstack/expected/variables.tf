variable "s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}
