variable "project_id" {
  type        = string
  description = "Public Cloud project"
}

variable "region" {
  type    = string
  default = "GRA11"
}

variable "pools" {
  description = "Node pools by name"
  type = map(object({
    flavor = string
    min    = number
    max    = number
    labels = optional(map(string), {})
    taints = optional(list(object({ key = string, value = string, effect = string })), [])
  }))
}

variable "office_cidrs" {
  type    = list(string)
  default = ["192.0.2.0/24"]
}

variable "with_replica" {
  type    = bool
  default = false
}

variable "app_password" {
  type        = string
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "buckets_endpoint" {
  type        = map(string)
  description = "Host name of the object store's S3 endpoint"
}

variable "buckets_region" {
  type        = map(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = {}
}

variable "cluster_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "fields_backup_store" {
  type        = object({ destination = string, endpoint = string, secret = string })
  description = "Where backups go: s3:// address, URL of the endpoint, name of the Secret with the keys; null for no backups"
  default     = null
}

variable "network_ids" {
  type        = map(string)
  description = "Id of the network on the new platform, by each region that the configuration looks for"
}

variable "nodes_id" {
  type        = string
  description = "Id of the subnet on the new platform; null if nothing there needs one"
  default     = null
}

variable "out_egress_ips" {
  type        = list(string)
  description = "Addresses that traffic leaves the network from on the new platform"
  default     = []
}

variable "pools_current_nodes" {
  type        = map(any)
  description = "What the old platform gave as `current_nodes`"
}

variable "pools_size" {
  type        = map(object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) }))
  description = "Size of one node"
}

variable "storage_s3_credential_access_key_id" {
  type        = map(string)
  description = "Id of the access key for the object store"
}

variable "storage_s3_credential_secret_access_key" {
  type        = map(string)
  description = "Secret of the access key for the object store"
  sensitive   = true
}

variable "storage_user_id" {
  type        = map(string)
  description = "Id of the identity on the new platform; null if nothing there needs one"
  default     = {}
}

variable "users_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}
