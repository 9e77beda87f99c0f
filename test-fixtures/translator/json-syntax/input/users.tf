# A user of the database that a generator declares.
resource "ovh_cloud_project_database_postgresql_user" "app" {
  service_name = var.project_id
  cluster_id   = ovh_cloud_project_database.db.id
  name         = "app"
  roles        = ["replication"]
}

output "uri" {
  value     = ovh_cloud_project_database.db.endpoints[0].uri
  sensitive = true
}
