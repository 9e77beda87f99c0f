variable "engine" {
  type    = string
  default = "postgresql"
}

variable "nodes" {
  type    = number
  default = 1
}

resource "ovh_cloud_project_database" "db" {
  engine  = var.engine
  version = "8"
  plan    = "essential"
  flavor  = "db1-4"

  dynamic "nodes" {
    for_each = range(var.nodes)
    content {
      region = "GRA"
    }
  }
}

resource "ovh_cloud_project_database_user" "app" {
  engine     = var.engine
  cluster_id = ovh_cloud_project_database.db.id
  name       = "app"
}

output "uri" {
  value = ovh_cloud_project_database.db.endpoints[0].uri
}

output "password" {
  value     = ovh_cloud_project_database_user.app.password
  sensitive = true
}
