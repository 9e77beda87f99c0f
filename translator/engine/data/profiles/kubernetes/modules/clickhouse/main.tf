# ClickHouse run by Altinity's operator (API clickhouse.altinity.com/v1). The operator must be installed in the cluster: chart
# "altinity-clickhouse-operator" 0.25.6 from https://helm.altinity.com. More than one instance are replicas that agree through
# ClickHouse Keeper. `engine_version` is the tag of the image. Databases are made with SQL.

locals {
  engine           = "clickhouse"
  scheme           = "clickhouse"
  host             = "clickhouse-${var.name}.${var.namespace}.svc"
  port             = 9000
  ssl_mode         = null
  uri              = "clickhouse://${local.host}:${local.port}/default"
  parameter_prefix = "clickhouse."

  values = {
    users        = var.users
    pods         = { "clickhouse.altinity.com/chi" = var.name }
    operatorPods = { "app.kubernetes.io/name" = "altinity-clickhouse-operator" }
  }
}

variable "users" {
  type        = map(object({ password = string }))
  description = "Users, by name"
  default     = {}
  sensitive   = true
}

output "users" {
  description = "Users, by name"
  value       = { for name in nonsensitive(keys(var.users)) : name => { name = name } }
}
