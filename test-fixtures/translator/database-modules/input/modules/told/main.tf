variable "settings" {
  type = object({
    engine = string
    plan   = string
  })
}

# What belongs to it tells the engine.
resource "ovh_cloud_project_database" "db" {
  engine  = var.settings.engine
  version = "8.0"
  plan    = var.settings.plan
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_mongodb_user" "app" {
  cluster_id = ovh_cloud_project_database.db.id
  name       = "app"
}

data "ovh_cloud_project_database_capabilities" "all" {}

output "uri" {
  value = ovh_cloud_project_database.db.endpoints[0].uri
}

output "first_engine" {
  value = tolist(data.ovh_cloud_project_database_capabilities.all[*].engines)[0]
}
