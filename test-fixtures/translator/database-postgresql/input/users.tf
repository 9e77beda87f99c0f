variable "users" {
  type = map(object({ name = string }))
}

# One for each service.
resource "ovh_cloud_project_database_postgresql_user" "services" {
  for_each   = var.users
  cluster_id = ovh_cloud_project_database.orders.id
  name       = each.value.name
  roles      = ["replication"]
}

resource "ovh_cloud_project_database_postgresql_user" "admin" {
  cluster_id = ovh_cloud_project_database.orders.id
  name       = "avnadmin"
}

resource "ovh_cloud_project_database_database" "shop" {
  cluster_id = ovh_cloud_project_database.orders.id
  engine     = "postgresql"
  name       = "shop"
}

resource "ovh_cloud_project_database_database" "many" {
  count      = 2
  cluster_id = ovh_cloud_project_database.orders.id
  engine     = "postgresql"
  name       = "shop${count.index}"
}

resource "kubernetes_secret" "shop" {
  metadata {
    name = "shop"
  }
  data = {
    user      = ovh_cloud_project_database_postgresql_user.admin.name
    password  = ovh_cloud_project_database_postgresql_user.admin.password
    services  = jsonencode([for key, user in var.users : ovh_cloud_project_database_postgresql_user.services[key].password])
    database  = "${ovh_cloud_project_database_database.shop.name}?x"
    databases = join(",", ovh_cloud_project_database_database.many[*].name)
  }
  depends_on = [ovh_cloud_project_database_postgresql_user.admin, ovh_cloud_project_database_database.shop]
}

resource "ovh_cloud_project_database_postgresql_connection_pool" "shop" {
  cluster_id  = ovh_cloud_project_database.orders.id
  database_id = ovh_cloud_project_database_database.shop.id
  name        = "shop_pool"
  mode        = "session"
  size        = 10
  user_id     = ovh_cloud_project_database_postgresql_user.admin.id
}

output "pool" {
  value = ovh_cloud_project_database_postgresql_connection_pool.shop.uri
}
