terraform {
  required_version = ">= 1.7"
}

variable "clusters" {
  type = map(object({
    nodes  = number
    topics = map(number)
  }))
}

variable "offices" {
  type = list(object({ cidr = string, note = string }))
}

locals {
  topics = merge([for cluster, settings in var.clusters : {
    for topic, partitions in settings.topics : "${cluster}-${topic}" => { cluster = cluster, name = topic, partitions = partitions }
  }]...)
}

# One for each stage.
resource "ovh_cloud_project_database" "stage" {
  for_each = var.clusters

  service_name          = "0123456789abcdef0123456789abcdef"
  description           = "events-${each.key}"
  engine                = "kafka"
  version               = "3.8"
  plan                  = "business"
  flavor                = "db1-4"
  kafka_rest_api        = each.key == "test"
  kafka_schema_registry = true # schemas live here

  dynamic "nodes" {
    for_each = range(each.value.nodes)
    content {
      region = "DE"
    }
  }

  # Only offices.
  dynamic "ip_restrictions" {
    for_each = var.offices
    iterator = office
    content {
      ip          = office.value.cidr
      description = "office ${office.value.note}"
    }
  }
  ip_restrictions {
    ip = "192.0.2.1/32"
  }

  advanced_configuration = {
    "kafka.auto_create_topics_enable" = "false"
  }
}

resource "ovh_cloud_project_database_kafka_topic" "all" {
  for_each        = local.topics
  service_name    = "0123456789abcdef0123456789abcdef"
  cluster_id      = ovh_cloud_project_database.stage[each.value.cluster].id
  name            = each.value.name
  partitions      = each.value.partitions
  replication     = 3
  retention_hours = 168
}

resource "ovh_cloud_project_database_kafka_topic" "audit" {
  cluster_id          = ovh_cloud_project_database.stage["production"].id
  name                = "audit"
  min_insync_replicas = 2
  retention_bytes     = -1
}

resource "ovh_cloud_project_database_user" "reader" {
  for_each   = var.clusters
  engine     = ovh_cloud_project_database.stage[each.key].engine
  cluster_id = ovh_cloud_project_database.stage[each.key].id
  name       = "reader"
}

resource "ovh_cloud_project_database_kafka_acl" "reader" {
  for_each   = var.clusters
  cluster_id = ovh_cloud_project_database.stage[each.key].id
  permission = "read"
  topic      = "*"
  username   = ovh_cloud_project_database_user.reader[each.key].name
}

resource "ovh_cloud_project_database_kafka_schemaregistryacl" "reader" {
  for_each   = var.clusters
  cluster_id = ovh_cloud_project_database.stage[each.key].id
  permission = "schema_registry_read"
  resource   = "Subject:*"
  username   = "reader"
}

data "ovh_cloud_project_database_kafka_user_access" "reader" {
  for_each     = var.clusters
  service_name = "0123456789abcdef0123456789abcdef"
  cluster_id   = ovh_cloud_project_database.stage[each.key].id
  user_id      = ovh_cloud_project_database_user.reader[each.key].id
}

output "bootstrap" {
  value = { for stage, cluster in ovh_cloud_project_database.stage : stage => cluster.endpoints[0].uri }
}

output "audit_topic" {
  value = ovh_cloud_project_database_kafka_topic.audit.name
}

output "first" {
  value = ovh_cloud_project_database.stage["production"].endpoints[*].domain
}

output "reader_keys" {
  value     = { for stage, _ in var.clusters : stage => data.ovh_cloud_project_database_kafka_user_access.reader[stage].key }
  sensitive = true
}
