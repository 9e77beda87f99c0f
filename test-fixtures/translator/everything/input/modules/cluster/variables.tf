variable "project_id" {
  type = string
}
variable "name" {
  type = string
}
variable "region" {
  type = string
}
variable "network" {
  type = object({
    id        = string
    subnet_id = string
  })
}
variable "pools" {
  type = map(any)
}
variable "allowed" {
  description = "Who may talk to the API server; everybody if empty"
  type        = list(string)
  default     = []
}
