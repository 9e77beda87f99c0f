variable "model_host" {
  type        = string
  description = "Host that answers requests to models, without a scheme"
}

variable "s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}
