# Users of an identity provider who may use a cluster. The API server reads the output "authentication_configuration" as the
# file behind its flag --authentication-config (API apiserver.config.k8s.io/v1beta1); whoever runs the cluster puts it there.
# Groups named in "administrators" become administrators of the cluster.

locals {
  configuration = yamlencode({
    apiVersion = "apiserver.config.k8s.io/v1beta1"
    kind       = "AuthenticationConfiguration"
    jwt = [merge({
      issuer = merge(
        { url = var.issuer_url, audiences = [var.client_id] },
        var.ca_certificate == null ? {} : { certificateAuthority = base64decode(var.ca_certificate) },
      )
      claimMappings = merge(
        { username = { claim = var.username_claim, prefix = var.username_prefix } },
        length(var.groups_claim) == 0 ? {} : { groups = { claim = var.groups_claim[0], prefix = var.groups_prefix } },
      )
      }, length(var.required_claims) == 0 ? {} : {
      claimValidationRules = [for rule in var.required_claims : {
        claim         = split("=", rule)[0]
        requiredValue = join("=", slice(split("=", rule), 1, length(split("=", rule))))
      }]
    })]
  })
}

resource "kubernetes_cluster_role_binding_v1" "administrators" {
  for_each = toset(var.administrators)

  metadata {
    name = "oidc-${substr(sha256(each.value), 0, 16)}"
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = "cluster-admin"
  }

  subject {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Group"
    name      = each.value
  }
}
