variable "builder_image" {
  type        = string
  description = "Image of its first disk in a container registry, such as quay.io/containerdisks/debian:12"
}

variable "builder_size" {
  type = object({
    cpu        = number
    memory_gib = number
    gpu_count  = optional(number, 0)
    gpu_kind   = optional(string)
  })
  description = "Size of the machine; a card is named as the cluster names the device"
}
