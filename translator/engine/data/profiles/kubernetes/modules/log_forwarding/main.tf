# Logs of pods, sent to a store that speaks Loki's protocol by the collector Vector, one agent on each node.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}

resource "helm_release" "this" {
  name             = local.name
  namespace        = var.namespace
  create_namespace = true
  repository       = "https://helm.vector.dev"
  chart            = "vector"
  version          = var.chart_version

  values = [yamlencode({
    role = "Agent"
    customConfig = {
      data_dir = "/vector-data-dir"
      sources = {
        pods = merge(
          { type = "kubernetes_logs" },
          var.selector == null ? {} : { extra_label_selector = var.selector },
        )
      }
      sinks = {
        store = merge({
          type     = "loki"
          inputs   = ["pods"]
          endpoint = var.endpoint
          encoding = { codec = "json" }
          labels = {
            source    = coalesce(var.about, local.name)
            kind      = coalesce(var.kind, "all")
            namespace = "{{ kubernetes.pod_namespace }}"
          }
        }, var.stream == null ? {} : { tenant_id = var.stream })
      }
    }
  })]
}
