variable "name" {
  type        = string
  description = "Name of the machine"
}

variable "namespace" {
  type        = string
  description = "Namespace it runs in"
  default     = "machines"
}

variable "size" {
  type = object({
    cpu        = number
    memory_gib = number
    gpu_count  = optional(number, 0)
    gpu_kind   = optional(string)
  })
  description = "Size of the machine; a card is named as the cluster names the device"
}

variable "image" {
  type        = string
  description = "Image of its first disk in a container registry, such as quay.io/containerdisks/debian:12"
}

variable "ssh_authorized_keys" {
  type        = list(string)
  description = "Public keys that may log in"
  default     = []
}

variable "user_data" {
  type        = string
  description = "What cloud-init runs at the first start; replaces the keys"
  default     = null
}

variable "group" {
  type        = string
  description = "Machines of one group do not share a node"
  default     = null
}

variable "volumes" {
  type        = list(string)
  description = "Claims that are further disks: names, or namespaces and names"
  default     = []
}

variable "networks" {
  type        = any
  description = "Networks it was planned with, for whoever runs the cluster"
  default     = null
}

variable "backup" {
  type        = object({ cron = optional(string), rotation = optional(number) })
  description = "When it was saved and how often that was kept, for a backup"
  default     = null
}

variable "is_running" {
  type        = bool
  description = "Whether it runs"
  default     = true
}
