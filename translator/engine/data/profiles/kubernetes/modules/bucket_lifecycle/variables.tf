variable "bucket" {
  type        = string
  description = "Name of the bucket"
}

variable "rules" {
  type = list(object({
    id     = string
    status = optional(string, "enabled")
    filter = optional(object({
      prefix                   = optional(string)
      object_size_greater_than = optional(number)
      object_size_less_than    = optional(number)
      tags                     = optional(map(string))
    }))
    expiration                        = optional(object({ days = optional(number), date = optional(string), expired_object_delete_marker = optional(bool) }))
    noncurrent_version_expiration     = optional(object({ noncurrent_days = optional(number), newer_noncurrent_versions = optional(number) }))
    abort_incomplete_multipart_upload = optional(object({ days_after_initiation = number }))
    transitions                       = optional(list(object({ days = optional(number), date = optional(string), storage_class = string })), [])
    noncurrent_version_transitions    = optional(list(object({ noncurrent_days = optional(number), newer_noncurrent_versions = optional(number), storage_class = string })), [])
  }))
  description = "The rules; classes of storage must be known to the endpoint"
}
