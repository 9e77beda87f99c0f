# Grafana run by grafana-operator (API grafana.integreatly.org/v1beta1). The operator must be installed in the cluster: chart
# "grafana-operator" 5.24.0 from https://grafana.github.io/helm-charts. A whole release as `engine_version` is used; else the
# operator decides. Its volume is for one instance.

locals {
  engine           = "grafana"
  scheme           = "http"
  host             = "${var.name}-service.${var.namespace}.svc"
  port             = 3000
  ssl_mode         = null
  uri              = "http://${local.host}:${local.port}"
  parameter_prefix = "grafana."

  values = {
    version      = can(regex("^\\d+\\.\\d+\\.\\d+$", var.engine_version)) ? var.engine_version : null
    users        = var.users
    pods         = { "app" = var.name }
    operatorPods = { "app.kubernetes.io/name" = "grafana-operator" }
  }
}

variable "users" {
  type        = map(object({ password = string }))
  description = "The administrator, by name; without one the operator makes one and puts it into the Secret <name>-admin-credentials"
  default     = {}
  sensitive   = true

  validation {
    condition     = length(var.users) < 2
    error_message = "There is one administrator; Grafana itself manages other users."
  }
}

output "users" {
  description = "The administrator, by name"
  value       = { for name in nonsensitive(keys(var.users)) : name => { name = name } }
}
