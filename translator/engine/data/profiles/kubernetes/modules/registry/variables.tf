variable "name" {
  type        = string
  description = "Name of the registry"
}

variable "namespace" {
  type        = string
  description = "Namespace it runs in"
  default     = "registry"
}

variable "host" {
  type        = string
  description = "Host name the registry answers on"
}

variable "storage_gib" {
  type        = number
  description = "Room for images in GiB, on a volume"
  default     = 200
}

variable "storage_class" {
  type        = string
  description = "Class of storage; null for the default of the cluster"
  default     = null
}

variable "object_storage" {
  type = object({
    bucket   = string
    region   = string
    endpoint = string
    secret   = string
  })
  description = "A bucket for images instead of the volume, and the Secret with REGISTRY_STORAGE_S3_ACCESSKEY and REGISTRY_STORAGE_S3_SECRETKEY"
  default     = null
}

variable "ingress_class" {
  type        = string
  description = "Class of the Ingress; null for the default of the cluster"
  default     = null
}

variable "tls_secret" {
  type        = string
  description = "Secret with the certificate of the host"
  default     = "registry-tls"
}

variable "admin_password" {
  type        = string
  description = "Password of the user admin"
  sensitive   = true
}

variable "chart_version" {
  type        = string
  description = "Version of the chart"
  default     = "1.18.0"
}
