# OpenSearch run by its operator (API opensearch.org/v1). The operator must be installed in the cluster: chart
# "opensearch-operator" 3.0.2 from https://opensearch-project.github.io/opensearch-k8s-operator/. `engine_version` is a major
# release, or a whole one.

locals {
  engine           = "opensearch"
  scheme           = "https"
  host             = "${var.name}.${var.namespace}.svc"
  port             = 9200
  ssl_mode         = "require"
  uri              = "https://${local.host}:${local.port}"
  parameter_prefix = "opensearch."

  values = {
    # The last release of each major one, which the operator wants in full.
    version      = lookup({ "1" = "1.3.20", "2" = "2.19.3", "3" = "3.2.0" }, var.engine_version, var.engine_version)
    users        = var.users
    patterns     = var.patterns
    pods         = { "opensearch.org/opensearch-cluster" = var.name }
    operatorPods = { "control-plane" = "controller-manager" }
    metrics      = var.metrics
  }
}
