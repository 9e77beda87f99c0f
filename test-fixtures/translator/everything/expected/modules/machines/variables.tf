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

variable "s3_host" {
  type        = string
  description = "Host of the S3 endpoint, without a scheme"
}
