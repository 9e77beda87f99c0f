module "cluster" {
  source = "./modules/cluster"
  name   = "shop"
}

resource "ovh_cloud_project_kube_iprestrictions" "office" {
  kube_id = module.cluster.id
  ips     = concat(["192.0.2.0/24"], var.more_ips)
}

resource "ovh_cloud_project_kube_oidc" "login" {
  kube_id             = module.cluster.id
  client_id           = "kubernetes"
  issuer_url          = "https://id.shop.example/realms/shop"
  oidc_username_claim = "email"
  oidc_groups_claim   = ["groups"]
  oidc_required_claim = ["hd=shop.example"]
}

resource "ovh_cloud_project_kube_log_subscription" "audit" {
  kube_id   = module.cluster.id
  kind      = "audit"
  stream_id = ovh_dbaas_logs_output_graylog_stream.audit.stream_id
}

resource "ovh_dbaas_logs_output_graylog_stream" "audit" {
  service_name = "ldp-ab-12345"
  title        = "Audit"
  description  = "What was asked of the API server"
}

data "ovh_cloud_project_kube_nodes" "all" {
  kube_id = module.cluster.id
}

data "ovh_cloud_project_kube_nodepool_nodes" "gpu" {
  kube_id = module.cluster.id
  name    = "gpu"
}

variable "more_ips" {
  type    = list(string)
  default = []
}

output "nodes" {
  value = [for node in data.ovh_cloud_project_kube_nodes.all.nodes : node.name]
}

output "token" {
  value     = ovh_dbaas_logs_output_graylog_stream.audit.write_token
  sensitive = true
}
