variable "name" {
  type        = string
  description = "Name of the quota"
}

variable "namespace" {
  type        = string
  description = "The namespace"
  default     = "default"
}

variable "hard" {
  type        = map(string)
  description = "The most, by resource: requests.cpu, requests.memory, pods, persistentvolumeclaims, …"
}
