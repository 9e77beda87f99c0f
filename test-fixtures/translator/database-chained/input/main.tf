# One database for each purpose, and in each what belongs to it.
resource "ovh_cloud_project_database" "db" {
  for_each = {
    orders = "db1-4"
    stock  = "db1-7"
  }
  engine  = "postgresql"
  version = "15"
  plan    = "business"
  flavor  = each.value
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_postgresql_user" "app" {
  for_each   = ovh_cloud_project_database.db
  cluster_id = each.value.id
  name       = "app"
}

resource "ovh_cloud_project_database_database" "own" {
  for_each   = ovh_cloud_project_database.db
  cluster_id = ovh_cloud_project_database.db[each.key].id
  engine     = "postgresql"
  name       = each.key
}

resource "ovh_cloud_project_database_postgresql_connection_pool" "pool" {
  for_each    = ovh_cloud_project_database.db
  cluster_id  = ovh_cloud_project_database.db[each.key].id
  database_id = ovh_cloud_project_database_database.own[each.key].id
  user_id     = ovh_cloud_project_database_postgresql_user.app[each.key].id
  name        = "pool"
  mode        = "session"
  size        = 10
}

output "urls" {
  value = [
    for k, u in ovh_cloud_project_database_postgresql_user.app :
    "${u.name}:${u.password}@${ovh_cloud_project_database.db[k].endpoints[0].domain}/${ovh_cloud_project_database_database.own[k].name}"
  ]
  sensitive = true
}
