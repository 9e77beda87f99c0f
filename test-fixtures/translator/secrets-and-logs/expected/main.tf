variable "api_key" {
  type      = string
  sensitive = true
}

module "kms" {
  source = "./modules/secret_store"

  name = "shop"
}

module "api" {
  source = "./modules/secret"

  name  = "shop/api"
  store = var.api_store
}

module "client" {
  source = "./modules/client_certificate"

  name          = "client"
  description   = "Reads secrets"
  issuer        = var.client_issuer
  validity_days = 90
}

module "token" {
  source   = "./modules/secret"
  for_each = toset(["mail", "pay"])

  name  = each.key
  store = var.token_store[each.key]
}

module "web_dbaas_logs_input" {
  source = "./modules/log_forwarding"

  name     = "web"
  stream   = module.web_dbaas_logs_output_graylog_stream.stream_id
  endpoint = var.web_dbaas_logs_input_endpoint
}

module "web_dbaas_logs_output_graylog_stream" {
  source = "./modules/log_stream"

  name        = "Web servers"
  description = "Requests"
  retention   = var.month_retention_id
}

resource "ovh_dbaas_logs_token" "sender" {
  service_name = "ldp-ab-12345"
  name         = "sender"
}

locals {
  api = jsondecode(var.api_version_data)
}

output "endpoint" {
  value = module.kms.rest_endpoint
}

output "key" {
  value     = var.client_private_key_pem
  sensitive = true
}

output "index" {
  value = var.orders_dbaas_logs_output_opensearch_index_name
}

output "api_key" {
  value     = local.api.key
  sensitive = true
}
