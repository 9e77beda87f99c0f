# What the operator is asked for is a chart in this folder, so that planning needs neither the cluster nor the operator.
resource "helm_release" "this" {
  name             = var.name
  namespace        = var.namespace
  create_namespace = true
  chart            = "${path.module}/chart"

  values = [yamlencode(merge({
    description        = var.description
    engineVersion      = var.engine_version
    instances          = var.instances
    storageGib         = var.storage_gib
    memoryGib          = var.memory_gib
    parameters         = local.parameters
    allowedSources     = var.allowed_sources
    deletionProtection = var.deletion_protection
    port               = local.port
  }, local.values))]
}
