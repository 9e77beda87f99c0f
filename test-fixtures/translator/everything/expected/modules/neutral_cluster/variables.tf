variable "name" {
  type        = string
  description = "Name of the cluster"
}

variable "kubernetes_version" {
  type        = string
  description = "Release of Kubernetes, such as 1.33"
  default     = null
}

variable "region" {
  type        = string
  description = "Where the cluster lies"
  default     = null
}

variable "control_plane" {
  type        = object({ highly_available = optional(bool) })
  description = "What the control plane must offer"
  default     = {}
}

variable "network" {
  type = object({
    id                       = optional(string)
    nodes_subnet_id          = optional(string)
    load_balancers_subnet_id = optional(string)
    kube_proxy_mode          = optional(string)
    egress_gateway           = optional(string)
    egress_by_default        = optional(bool)
    pod_cidr                 = optional(string)
    service_cidr             = optional(string)
  })
  description = "Network the cluster was planned with"
  default     = {}
}

variable "maintenance" {
  type        = object({ automatic_upgrades = optional(bool) })
  description = "Who upgrades the cluster"
  default     = {}
}

variable "connection" {
  type = object({
    host                   = string
    cluster_ca_certificate = string
    client_certificate     = optional(string)
    client_key             = optional(string)
    token                  = optional(string)
  })
  description = "How to reach the cluster; certificates and keys in PEM form"
  sensitive   = true
}
