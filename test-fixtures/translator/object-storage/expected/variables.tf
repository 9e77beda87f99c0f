variable "backups_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "backups_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "each_endpoint" {
  type        = map(string)
  description = "Host name of the object store's S3 endpoint"
}

variable "each_region" {
  type        = map(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = {}
}

variable "s3_credential_access_key_id" {
  type        = string
  description = "Id of the access key for the object store"
}

variable "s3_credential_secret_access_key" {
  type        = string
  description = "Secret of the access key for the object store"
  sensitive   = true
}

variable "s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}

variable "trainer_password" {
  type        = string
  description = "Password of the identity on the new platform"
  sensitive   = true
}
