# MySQL as MariaDB, run by mariadb-operator (API k8s.mariadb.com/v1alpha1). The operator must be installed in the cluster: charts
# "mariadb-operator-crds" and "mariadb-operator" 26.6.0 from https://helm.mariadb.com/mariadb-operator. For backups the Secret
# has access_key_id and secret_access_key. `engine_version` is a release of MySQL, or one of MariaDB from 10 on.

locals {
  engine           = "mysql"
  scheme           = "mysql"
  host             = "${var.name}${var.instances > 1 ? "-primary" : ""}.${var.namespace}.svc"
  port             = 3306
  ssl_mode         = "REQUIRED"
  uri              = "mysql://${local.host}:${local.port}/app?ssl-mode=REQUIRED"
  parameter_prefix = "mysql."

  values = {
    # Long-term releases of MariaDB that applications for these releases of MySQL are usually run with.
    image        = "docker.io/library/mariadb:${lookup({ "5.7" = "10.11", "8" = "11.4", "8.0" = "11.4", "8.4" = "11.8" }, var.engine_version, var.engine_version)}"
    databases    = keys(var.databases)
    users        = var.users
    backup       = local.backup
    secretLabels = { "k8s.mariadb.com/watch" = "" }
    pods         = { "app.kubernetes.io/instance" = var.name, "app.kubernetes.io/name" = "mariadb" }
    operatorPods = { "app.kubernetes.io/name" = "mariadb-operator" }
    metrics      = var.metrics
  }
}
