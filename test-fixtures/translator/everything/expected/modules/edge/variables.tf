variable "entrance_loadbalancer_floating_ip_ip" {
  type        = string
  description = "Public address of the load balancer on the new platform"
}
