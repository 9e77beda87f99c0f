variable "build_image" {
  type        = string
  description = "Image of its first disk in a container registry, such as quay.io/containerdisks/debian:12"
}

variable "build_size" {
  type = object({
    cpu        = number
    memory_gib = number
    gpu_count  = optional(number, 0)
    gpu_kind   = optional(string)
  })
  description = "Size of the machine; a card is named as the cluster names the device"
}

variable "jump_flavor_id" {
  type        = any
  description = "What the old platform gave as `flavor_id`"
}

variable "jump_image" {
  type        = string
  description = "Image of its first disk in a container registry, such as quay.io/containerdisks/debian:12"
}

variable "jump_size" {
  type = object({
    cpu        = number
    memory_gib = number
    gpu_count  = optional(number, 0)
    gpu_kind   = optional(string)
  })
  description = "Size of the machine; a card is named as the cluster names the device"
}

variable "web_instance_addresses" {
  type        = list(list(object({ ip = string, version = number })))
  description = "Addresses of the machine on the new platform"
}

variable "web_instance_group_id" {
  type        = string
  description = "Label that machines which share no node have"
  default     = null
}

variable "web_instance_image" {
  type        = list(string)
  description = "Image of its first disk in a container registry, such as quay.io/containerdisks/debian:12"
}

variable "web_instance_size" {
  type = list(object({
    cpu        = number
    memory_gib = number
    gpu_count  = optional(number, 0)
    gpu_kind   = optional(string)
  }))
  description = "Size of the machine; a card is named as the cluster names the device"
}
