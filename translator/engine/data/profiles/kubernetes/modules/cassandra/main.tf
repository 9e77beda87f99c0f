# Cassandra run by K8ssandra (API k8ssandra.io/v1alpha1). The operator must be installed in the cluster: chart
# "k8ssandra-operator" 1.32 from https://helm.k8ssandra.io/stable, with cert-manager before it. It makes a superuser and puts it
# into the Secret <name>-superuser; other users are made with CQL. `engine_version` is a minor release, or a whole one.

locals {
  engine           = "cassandra"
  scheme           = "cassandra"
  host             = "${var.name}-dc1-service.${var.namespace}.svc"
  port             = 9042
  ssl_mode         = null
  uri              = "cassandra://${local.host}:${local.port}"
  parameter_prefix = "cassandra."

  values = {
    # The last release of each minor one, which the operator wants in full.
    version      = lookup({ "3.11" = "3.11.19", "4.0" = "4.0.18", "4.1" = "4.1.10", "5.0" = "5.0.5" }, var.engine_version, var.engine_version)
    pods         = { "cassandra.datastax.com/cluster" = replace(var.name, "-", "") }
    operatorPods = { "app.kubernetes.io/part-of" = "k8ssandra" }
    metrics      = var.metrics
  }
}
