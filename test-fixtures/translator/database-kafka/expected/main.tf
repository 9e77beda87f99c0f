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
module "stage" {
  # schemas live here
  source   = "./modules/kafka"
  for_each = var.clusters

  name           = "stage-${each.key}"
  description    = "events-${each.key}"
  engine_version = "3.8"
  instances      = length(range(each.value.nodes))
  memory_gib     = 4
  parameters = {
    "kafka.auto_create_topics_enable" = "false"
  }
  # Only offices.
  allowed_sources = concat(
    ["192.0.2.1/32"],
    [
      for key, value in var.offices : value.cidr
    ]
  )
  metrics = one([
    for key, value in [null] : true if "production" == each.key
  ])
  topics = merge(
    {
      for key, value in local.topics : value.name => {
        partitions      = value.partitions
        replication     = 3
        retention_hours = 168
      } if value.cluster == each.key
    },
    {
      for key, value in [null] : "audit" => {
        min_insync_replicas = 2
        retention_bytes     = -1
      } if "production" == each.key
    }
  )
  users = {
    for key, value in var.clusters : "reader" => {
      password = var.reader_database_user_password[key]
    } if key == each.key
  }
  acls = [
    for key, value in var.clusters : {
      username   = "reader"
      topic      = "*"
      permission = "read"
    } if key == each.key
  ]
  rest_api = each.key == "test"
}

output "bootstrap" {
  value = { for stage, cluster in module.stage : stage => cluster.endpoints[0].uri }
}

output "audit_topic" {
  value = module.stage["production"].topics["audit"].name
}

output "first" {
  value = [module.stage["production"].host]
}

output "reader_keys" {
  value     = { for stage, _ in var.clusters : stage => var.reader_database_kafka_user_access_key[stage] }
  sensitive = true
}
