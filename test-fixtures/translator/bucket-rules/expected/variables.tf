variable "all_access_key_ids" {
  type        = list(string)
  description = "Ids of access keys for the object store"
}

variable "catch_up_secret" {
  type        = string
  description = "Name of the Secret with the settings of both ends"
}

variable "catch_up_to_bucket" {
  type        = string
  description = "Name of the bucket it is copied to"
}

variable "copy_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "copy_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "main_bucket_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "main_bucket_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "other_virtual_host" {
  type        = string
  description = "Address of the bucket"
}

variable "team_s3_credential_access_key_id" {
  type        = map(string)
  description = "Id of the access key for the object store"
}

variable "team_user_id" {
  type        = map(string)
  description = "Id of the identity on the new platform; null if nothing there needs one"
  default     = {}
}
