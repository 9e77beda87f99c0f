variable "api_key" {
  type      = string
  sensitive = true
}

resource "ovh_okms" "kms" {
  display_name   = "shop"
  region         = "EU_WEST_PAR"
  ovh_subsidiary = "FR"
}

resource "ovh_okms_secret" "api" {
  okms_id = ovh_okms.kms.id
  path    = "shop/api"
  metadata = {
    max_versions = 10
  }
  version = {
    data = jsonencode({ key = var.api_key })
  }
}

resource "ovh_okms_credential" "client" {
  okms_id       = ovh_okms.kms.id
  name          = "client"
  description   = "Reads secrets"
  validity      = 90
  identity_urns = ["urn:v1:eu:identity:account:ab12345-ovh"]
}

resource "ovh_okms_service_key" "orders" {
  okms_id    = ovh_okms.kms.id
  name       = "orders"
  type       = "oct"
  size       = 256
  operations = ["encrypt", "decrypt"]
}

resource "ovh_cloud_key_manager_secret" "token" {
  for_each             = toset(["mail", "pay"])
  service_name         = "0123456789abcdef0123456789abcdef"
  region               = "GRA"
  name                 = each.key
  secret_type          = "OPAQUE"
  payload              = base64encode("written-out-${each.key}")
  payload_content_type = "APPLICATION_OCTET_STREAM"
}

resource "ovh_dbaas_logs_input" "web" {
  service_name  = "ldp-ab-12345"
  title         = "web"
  description   = "From the web servers"
  engine_id     = "0a1b2c3d-0000-4000-8000-000000000001"
  stream_id     = ovh_dbaas_logs_output_graylog_stream.web.stream_id
  exposed_port  = "6154"
  nb_instance   = 2
  allowed_networks = ["192.0.2.0/24"]

  configuration {
    logstash {
      input_section = file("input.conf")
    }
  }
}

resource "ovh_dbaas_logs_output_graylog_stream" "web" {
  service_name           = "ldp-ab-12345"
  title                  = "Web servers"
  description            = "Requests"
  retention_id           = data.ovh_dbaas_logs_cluster_retention.month.retention_id
  cold_storage_enabled   = true
  cold_storage_retention = 365
}

resource "ovh_dbaas_logs_output_opensearch_index" "orders" {
  service_name = "ldp-ab-12345"
  description  = "Orders"
  suffix       = "orders"
  nb_shard     = 3
}

resource "ovh_dbaas_logs_token" "sender" {
  service_name = "ldp-ab-12345"
  name         = "sender"
}

data "ovh_dbaas_logs_cluster_retention" "month" {
  service_name = "ldp-ab-12345"
  cluster_id   = "ldp-ab-12345"
  duration     = "P1M"
}

locals {
  api = jsondecode(ovh_okms_secret.api.version.data)
}

output "endpoint" {
  value = ovh_okms.kms.rest_endpoint
}

output "key" {
  value     = ovh_okms_credential.client.private_key_pem
  sensitive = true
}

output "index" {
  value = ovh_dbaas_logs_output_opensearch_index.orders.name
}

output "api_key" {
  value     = local.api.key
  sensitive = true
}
