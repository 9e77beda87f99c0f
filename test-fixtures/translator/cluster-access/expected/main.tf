module "cluster" {
  source = "./modules/cluster"
  name   = "shop"

  cluster_connection = var.cluster_connection
  cluster_region     = var.cluster_region
}

module "office" {
  source = "./modules/cluster_access"

  cluster         = module.cluster.id
  allowed_sources = concat(["192.0.2.0/24"], var.more_ips)
}

module "login" {
  source = "./modules/cluster_oidc"

  cluster         = module.cluster.id
  issuer_url      = "https://id.shop.example/realms/shop"
  client_id       = "kubernetes"
  username_claim  = "email"
  groups_claim    = ["groups"]
  required_claims = ["hd=shop.example"]
}

module "audit_kube_log_subscription" {
  source = "./modules/log_forwarding"

  name     = "audit-kube-log-subscription"
  about    = module.cluster.id
  kind     = "audit"
  stream   = module.audit_dbaas_logs_output_graylog_stream.stream_id
  endpoint = var.audit_kube_log_subscription_endpoint
}

module "audit_dbaas_logs_output_graylog_stream" {
  source = "./modules/log_stream"

  name        = "Audit"
  description = "What was asked of the API server"
}

module "all" {
  source = "./modules/nodes"

  cluster = module.cluster.id
}

module "gpu" {
  source = "./modules/nodes"

  cluster = module.cluster.id
  pool    = "gpu"
}

variable "more_ips" {
  type    = list(string)
  default = []
}

output "nodes" {
  value = [for node in module.all.nodes : node.name]
}

output "token" {
  value     = var.audit_dbaas_logs_output_graylog_stream_write_token
  sensitive = true
}
