variable "account_nichandle" {
  type        = any
  description = "What the old platform gave as `nichandle`"
}

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

variable "hub_project_project_id" {
  type        = any
  description = "What the old platform gave as `project_id`"
}

variable "hub_project_project_urn" {
  type        = any
  description = "What the old platform gave as `project_urn`"
}

variable "hub_quota_hard" {
  type        = map(string)
  description = "The most, by resource: requests.cpu, requests.memory, pods, persistentvolumeclaims, …"
}

variable "robots_user_username" {
  type        = map(string)
  description = "Name of the identity on the new platform"
}
