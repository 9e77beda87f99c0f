variable "state_host" {
  type        = string
  description = "Host of the S3 endpoint that holds the state, without a scheme"
}
