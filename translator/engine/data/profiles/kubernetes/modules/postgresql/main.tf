# PostgreSQL run by CloudNativePG (API postgresql.cnpg.io/v1). The operator must be installed in the cluster: chart
# "cloudnative-pg" from https://cloudnative-pg.github.io/charts, and for backups its plugin "barman-cloud", whose Secret has
# access_key_id and secret_access_key. `engine_version` is the major release.

locals {
  engine           = "postgresql"
  scheme           = "postgres"
  host             = "${var.name}-rw.${var.namespace}.svc"
  port             = 5432
  ssl_mode         = "require"
  uri              = "postgres://${local.host}:${local.port}/app?sslmode=require"
  parameter_prefix = "pg."

  values = {
    databases    = keys(var.databases)
    users        = var.users
    pools        = var.pools
    backup       = local.backup
    secretLabels = { "cnpg.io/reload" = "true" }
    pods         = { "cnpg.io/cluster" = var.name }
    operatorPods = { "app.kubernetes.io/name" = "cloudnative-pg" }
    metrics      = var.metrics
    metricsPort  = "metrics"
    measuredPods = { "cnpg.io/cluster" = var.name }
  }
}
