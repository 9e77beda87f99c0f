# Kafka run by Strimzi (API kafka.strimzi.io/v1). The operator must be installed in the cluster and watch the namespace: chart
# "strimzi-kafka-operator" 1.2.0 from https://strimzi.io/charts/. It runs the releases of Kafka it was made for, so that
# `engine_version` is only what was asked for. Users log in with SCRAM-SHA-512 over TLS; the certificate authority is in the
# Secret <name>-cluster-ca-cert. Parts of the same namespace that have a certificate use port 9094.

locals {
  engine           = "kafka"
  scheme           = null
  host             = "${var.name}-kafka-bootstrap.${var.namespace}.svc"
  port             = 9093
  ssl_mode         = "require"
  uri              = "${local.host}:${local.port}"
  parameter_prefix = "kafka."

  values = {
    topics       = var.topics
    users        = var.users
    acls         = var.acls
    restApi      = var.rest_api
    metrics      = var.metrics
    metricsPort  = "tcp-prometheus"
    measuredPods = { "strimzi.io/cluster" = var.name, "strimzi.io/kind" = "Kafka" }
  }
}
