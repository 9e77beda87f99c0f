# Users of an identity provider log in to the registry (Harbor).

resource "harbor_config_auth" "this" {
  auth_mode          = "oidc_auth"
  oidc_name          = var.name
  oidc_endpoint      = var.endpoint
  oidc_client_id     = var.client_id
  oidc_client_secret = var.client_secret
  oidc_scope         = var.scope
  oidc_group_filter  = var.group_filter
  oidc_groups_claim  = var.groups_claim
  oidc_admin_group   = var.admin_group
  oidc_user_claim    = var.user_claim
  oidc_verify_cert   = var.verify_certificate
  oidc_auto_onboard  = var.auto_onboard
}
