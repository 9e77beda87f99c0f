# The database is made elsewhere; here it is only used.
data "ovh_cloud_project_database" "db" {
  service_name = "0123456789abcdef0123456789abcdef"
  engine       = "postgresql"
  id           = "00000000-0000-0000-0000-000000000000"
}

data "ovh_cloud_project_databases" "all" {
  service_name = "0123456789abcdef0123456789abcdef"
  engine       = "mysql"
}

data "ovh_cloud_project_database_capabilities" "all" {
  service_name = "0123456789abcdef0123456789abcdef"
}

resource "ovh_cloud_project_database_postgresql_user" "app" {
  service_name = data.ovh_cloud_project_database.db.service_name
  cluster_id   = data.ovh_cloud_project_database.db.id
  name         = "app"
  roles        = ["replication"]
}

data "ovh_cloud_project_database_user" "each" {
  for_each     = toset(["one", "two"])
  service_name = data.ovh_cloud_project_database.db.service_name
  engine       = data.ovh_cloud_project_database.db.engine
  cluster_id   = data.ovh_cloud_project_database.db.id
  name         = each.key
}

data "ovh_cloud_project_database_postgresql_connection_pool" "app" {
  service_name = data.ovh_cloud_project_database.db.service_name
  cluster_id   = data.ovh_cloud_project_database.db.id
  name         = "app"
}

output "connection" {
  value = {
    host     = data.ovh_cloud_project_database.db.endpoints[0].domain
    ports    = data.ovh_cloud_project_database.db.endpoints[*].port
    any      = [for e in data.ovh_cloud_project_database.db.endpoints : e.uri if e.component == "postgresql"]
    user     = ovh_cloud_project_database_postgresql_user.app.name
    password = ovh_cloud_project_database_postgresql_user.app.password
    names    = [for name in ["one", "two"] : data.ovh_cloud_project_database_user.each[name].id]
    pool     = data.ovh_cloud_project_database_postgresql_connection_pool.app.uri
    others   = data.ovh_cloud_project_databases.all.cluster_ids
  }
  sensitive = true
}

variable "cluster_id" {
  type = string
}

# In a service that another repository makes.
resource "ovh_cloud_project_database_kafka_topic" "audit" {
  cluster_id = var.cluster_id
  name       = "audit"
}

resource "ovh_cloud_project_database_mongodb_user" "team" {
  for_each   = toset(["one", "two"])
  cluster_id = "00000000-0000-0000-0000-000000000000"
  name       = each.key
}

output "team" {
  value     = [for name in ["one", "two"] : ovh_cloud_project_database_mongodb_user.team[name].password]
  sensitive = true
}

output "topic" {
  value = ovh_cloud_project_database_kafka_topic.audit.name
}
