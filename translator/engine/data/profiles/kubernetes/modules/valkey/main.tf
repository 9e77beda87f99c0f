# Valkey by the chart of its own project: one instance that takes writes, and replicas. It speaks the protocol of Redis. There is
# no failover without a person; where that is needed, run an operator instead. `engine_version` is the tag of the image.

locals {
  engine           = "valkey"
  scheme           = "redis"
  host             = "${var.name}.${var.namespace}.svc"
  port             = 6379
  ssl_mode         = null
  uri              = "redis://${local.host}:${local.port}"
  parameter_prefix = "valkey."

  # One word in front of each category, channel, command and key, as ACL rules are written.
  permissions = { for name, user in var.users : name => join(" ", concat(
    user.keys == null ? ["~*"] : [for key in user.keys : "~${key}"],
    user.channels == null ? ["&*"] : [for channel in user.channels : "&${channel}"],
    user.categories == null && user.commands == null ? ["+@all"] : concat(
      coalesce(user.categories, []),
      coalesce(user.commands, []),
    ),
  )) }
}

resource "helm_release" "this" {
  name             = var.name
  namespace        = var.namespace
  create_namespace = true
  repository       = "https://valkey.io/valkey-helm/"
  chart            = "valkey"
  version          = "0.11.0"

  values = [yamlencode({
    fullnameOverride = var.name
    image            = { tag = var.engine_version }
    resources = var.memory_gib == null ? {} : {
      requests = { memory = "${var.memory_gib}Gi" }
      limits   = { memory = "${var.memory_gib}Gi" }
    }
    dataStorage = {
      enabled       = var.instances == 1
      requestedSize = "${var.storage_gib}Gi"
      keepPvc       = var.deletion_protection
    }
    replica = {
      enabled     = var.instances > 1
      replicas    = max(1, var.instances - 1)
      persistence = { size = "${var.storage_gib}Gi" }
    }
    valkeyConfig = join("\n", [for name, value in local.parameters : "${replace(name, "_", "-")} ${value}"])
    auth = {
      enabled = length(var.users) > 0
      # Who gives no name is the user "default"; unless it is listed, it is for replicas only, with a password made of the others.
      aclUsers = merge(
        { default = {
          permissions = "-@all +ping +psync +replconf"
          password    = sha256(join("", [for user in values(var.users) : user.password]))
        } },
        { for name, user in var.users : name => { permissions = local.permissions[name], password = user.password } },
      )
    }
    metrics = { enabled = var.metrics }
    networkPolicy = length(var.allowed_sources) == 0 ? {} : {
      ingress = [{
        from = concat(
          [{ podSelector = {} }],
          [for source in var.allowed_sources : { ipBlock = { cidr = source } }],
        )
      }]
    }
  })]
}
