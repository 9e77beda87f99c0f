variable "project_id" {
  type = string
}

variable "stage" {
  default = "prod"
}

variable "max_nodes" {
  type    = number
  default = 6
}
