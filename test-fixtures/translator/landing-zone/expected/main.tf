module "robots_iam_policy" {
  source = "./modules/access_policy"

  name        = "robots"
  description = "What CI may do"
  identities  = ["urn:v1:eu:identity:account:${var.account_nichandle}"]
  resources   = [var.hub_project_project_urn]
  allow       = ["publicCloudProject:apiovh:instance/get", "publicCloudProject:apiovh:kube/*"]
  deny        = ["publicCloudProject:apiovh:user/*"]
}

module "hub_quota" {
  source = "./modules/resource_quota"

  name = "hub-quota"
  hard = var.hub_quota_hard
}

module "fleet" {
  source = "./modules/rancher"

  name               = "fleet"
  host               = var.fleet_host
  allowed_sources    = [{ cidr_block = "192.0.2.0/24", description = "office" }]
  bootstrap_password = var.fleet_bootstrap_password
}

output "project" {
  value = var.hub_project_project_id
}

output "user_names" {
  value = values({ for key, value in toset(["plan", "apply"]) : key => { username = var.robots_user_username[key] } })[*].username
}

output "client" {
  value     = var.ci_client_secret
  sensitive = true
}

output "rancher" {
  value = module.fleet.current_state.url
}
