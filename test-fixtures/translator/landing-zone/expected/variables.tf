variable "ci_client_secret" {
  type        = string
  description = "Secret of the client at the new identity provider"
  sensitive   = true
}

variable "fleet_bootstrap_password" {
  type        = string
  description = "First password of the administrator"
  sensitive   = true
}

variable "fleet_host" {
  type        = string
  description = "Host name it answers on"
}

variable "hub_quota_hard" {
  type        = map(string)
  description = "The most, by resource: requests.cpu, requests.memory, pods, persistentvolumeclaims, …"
}
