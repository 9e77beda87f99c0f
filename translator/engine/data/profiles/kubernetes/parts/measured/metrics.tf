variable "metrics" {
  type        = bool
  description = "Whether metrics are offered to Prometheus, whose operator must be installed then"
  default     = false
  nullable    = false
}
