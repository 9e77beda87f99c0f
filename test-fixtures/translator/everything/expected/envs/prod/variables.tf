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

variable "bastion_addresses" {
  type        = list(list(object({ ip = string, version = number })))
  description = "Addresses of the machine on the new platform"
}

variable "bastion_image" {
  type        = list(string)
  description = "Image of its first disk in a container registry, such as quay.io/containerdisks/debian:12"
}

variable "bastion_size" {
  type = list(object({
    cpu        = number
    memory_gib = number
    gpu_count  = optional(number, 0)
    gpu_kind   = optional(string)
  }))
  description = "Size of the machine; a card is named as the cluster names the device"
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

variable "entrance_loadbalancer_floating_ip_ip" {
  type        = map(string)
  description = "Public address of the load balancer on the new platform"
}

variable "fields_backup_store" {
  type        = object({ destination = string, endpoint = string, secret = string })
  description = "Where backups go: s3:// address, URL of the endpoint, name of the Secret with the keys; null for no backups"
  default     = null
}

variable "images_admin_password" {
  type        = string
  description = "Password of the user admin"
  sensitive   = true
}

variable "images_host" {
  type        = string
  description = "Host name the registry answers on"
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

variable "robots_password" {
  type        = map(string)
  description = "Password of the user; a new one, never the old"
  sensitive   = true
}

variable "s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
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
