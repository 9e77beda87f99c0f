variable "front_floating_ip_current_state_ip" {
  type        = string
  description = "Address on the new platform"
}

variable "net_subnet_cidr" {
  type        = string
  description = "Range of the subnet on the new platform"
}

variable "second_network_private_vrack_id" {
  type        = string
  description = "Id of the network on the new platform; null if nothing there needs one"
  default     = null
}

variable "second_network_private_vrack_subnet_id" {
  type        = string
  description = "Id of the subnet on the new platform; null if nothing there needs one"
  default     = null
}
