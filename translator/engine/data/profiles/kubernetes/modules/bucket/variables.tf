variable "name" {
  type        = string
  description = "Name of the bucket"
}

variable "endpoint" {
  type        = string
  description = "Host name of the S3 endpoint"
}

variable "region" {
  type        = string
  description = "Region the endpoint knows"
  default     = null
}

variable "versioning" {
  type        = string
  description = "enabled, suspended, or null to leave it alone"
  default     = null
}

variable "encryption" {
  type        = string
  description = "Algorithm for encryption at rest, such as AES256"
  default     = null
}

variable "object_lock" {
  type        = object({ mode = optional(string), days = optional(number) })
  description = "Lock on objects; only possible when the bucket is made"
  default     = null
}

variable "tags" {
  type        = map(string)
  description = "Tags of the bucket"
  default     = {}
}

variable "replication" {
  type = object({
    rules = list(object({
      id       = string
      status   = optional(string, "enabled")
      priority = optional(number)
      filter = optional(object({
        prefix = optional(string)
        tags   = optional(map(string))
      }))
      destination = object({
        name                           = string
        region                         = optional(string)
        storage_class                  = optional(string)
        remove_on_main_bucket_deletion = optional(bool)
      })
      delete_marker_replication = optional(string)
    }))
  })
  description = "Which objects are copied to which other bucket; regions and removal are for the record"
  default     = null
}

variable "replication_role" {
  type        = string
  description = "Identity that copies, where the endpoint wants one"
  default     = ""
}
