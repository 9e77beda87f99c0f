variable "all_records" {
  type        = list(object({ subdomain = string, fieldtype = string, target = string, ttl = number }))
  description = "Records of the zone"
  default     = []
}
