# MongoDB as Percona Server for MongoDB, run by its operator (API psmdb.percona.com/v1). The operator must be installed in the
# cluster: chart "psmdb-operator" 1.22 from https://percona.github.io/percona-helm-charts. For backups the Secret has
# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. `engine_version` is the tag of the image; the operator runs 6.0 and later.

locals {
  engine           = "mongodb"
  scheme           = "mongodb"
  host             = "${var.name}-rs0.${var.namespace}.svc"
  port             = 27017
  ssl_mode         = "preferred"
  uri              = "mongodb://${local.host}:${local.port}/admin?replicaSet=rs0"
  parameter_prefix = "mongodb."

  values = {
    users        = var.users
    backup       = local.backup
    pods         = { "app.kubernetes.io/instance" = var.name, "app.kubernetes.io/name" = "percona-server-mongodb" }
    operatorPods = { "app.kubernetes.io/name" = "psmdb-operator" }
  }
}
