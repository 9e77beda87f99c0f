variable "ops_ssh_key_2_created_at" {
  type        = any
  description = "What the old platform gave as `created_at`"
}
