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
