variable "east_cluster_connection" {
  type        = map(object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) }))
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "east_cluster_region" {
  type        = map(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = {}
}

variable "east_stock_endpoint" {
  type        = map(string)
  description = "Host name of the object store's S3 endpoint"
}

variable "far_cluster_connection" {
  type        = map(object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) }))
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "far_cluster_region" {
  type        = map(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = {}
}

variable "far_stock_endpoint" {
  type        = map(string)
  description = "Host name of the object store's S3 endpoint"
}

variable "north_cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "north_cluster_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "north_stock_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "south_cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "south_cluster_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "south_stock_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}

variable "west_cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "west_cluster_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "west_stock_endpoint" {
  type        = string
  description = "Host name of the object store's S3 endpoint"
}
