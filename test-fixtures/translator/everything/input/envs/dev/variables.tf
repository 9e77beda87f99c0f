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
