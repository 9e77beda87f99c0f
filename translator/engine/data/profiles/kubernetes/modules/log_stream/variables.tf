variable "name" {
  type        = string
  description = "Title of the stream"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "retention" {
  type        = string
  description = "How long logs can be searched, as the store names it"
  default     = null
}

variable "archive" {
  type        = object({ enabled = optional(bool), retention_years = optional(number), compression = optional(string), content = optional(string) })
  description = "What is kept beyond that"
  default     = {}
}

variable "max_size" {
  type        = number
  description = "Most bytes that can be searched"
  default     = null
}
