# PostgreSQL run by the operator CloudNativePG (API postgresql.cnpg.io/v1). The operator must be installed in the cluster:
# chart "cloudnative-pg" from https://cloudnative-pg.github.io/charts, and for backups its plugin "barman-cloud". The database
# itself is a chart in this folder, so that planning needs no cluster.

resource "helm_release" "this" {
  name             = var.name
  namespace        = var.namespace
  create_namespace = true
  chart            = "${path.module}/chart"

  values = [yamlencode({
    description        = var.description
    engineVersion      = var.engine_version
    instances          = var.instances
    storageGib         = var.storage_gib
    memoryGib          = var.memory_gib
    parameters         = var.parameters
    allowedSources     = var.allowed_sources
    backup             = var.backup
    backupStore        = var.backup_store
    deletionProtection = var.deletion_protection
    databases          = keys(var.databases)
    roles              = var.roles
  })]
}
