variable "project_id" {
  type = string
}

variable "environment" {
  type = string

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "The environment is dev or prod."
  }
}

variable "region" {
  type = string
}

variable "network_id" {
  type = string
}

variable "subnet_id" {
  type = string
}

variable "allowed" {
  type = list(string)
}

variable "users" {
  type = list(string)
}

variable "with_replica" {
  type = bool
}

variable "app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "buckets_endpoint" {
  type        = map(string)
  description = "Host name of the object store's S3 endpoint"
}

variable "buckets_region" {
  type        = map(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = {}
}

variable "fields_backup_store" {
  type        = object({ destination = string, endpoint = string, secret = string })
  description = "Where backups go: s3:// address, URL of the endpoint, name of the Secret with the keys; null for no backups"
  default     = null
}

variable "storage_s3_credential_access_key_id" {
  type        = map(string)
  description = "Id of the access key for the object store"
}

variable "storage_s3_credential_secret_access_key" {
  type        = map(string)
  description = "Secret of the access key for the object store"
  sensitive   = true
}

variable "storage_user_id" {
  type        = map(string)
  description = "Id of the identity on the new platform; null if nothing there needs one"
  default     = {}
}

variable "users_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
