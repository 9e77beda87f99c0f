variable "engine" {
  type = object({ name = string })
}

# Only MySQL has both.
resource "ovh_cloud_project_database" "db" {
  engine  = var.engine.name
  version = "8"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_user" "app" {
  engine     = ovh_cloud_project_database.db.engine
  cluster_id = ovh_cloud_project_database.db.id
  name       = "app"
}

resource "ovh_cloud_project_database_database" "app" {
  engine     = ovh_cloud_project_database.db.engine
  cluster_id = ovh_cloud_project_database.db.id
  name       = "app"
}
