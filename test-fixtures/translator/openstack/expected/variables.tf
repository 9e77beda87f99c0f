variable "outer_name" {
  type        = any
  description = "What the old platform gave as `name`"
}
