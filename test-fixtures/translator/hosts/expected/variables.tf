variable "app_s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}

variable "identity_host" {
  type        = string
  description = "Host where OpenStack identities are checked, without a scheme"
}

variable "model_host" {
  type        = string
  description = "Host that answers requests to models, without a scheme"
}

variable "registry_host" {
  type        = string
  description = "Host of the registry that images come from, without a scheme"
}

variable "registry_host_2" {
  type        = string
  description = "Host of the registry that images come from, without a scheme"
}

variable "s3_host_2" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}

variable "s3_host_3" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}
