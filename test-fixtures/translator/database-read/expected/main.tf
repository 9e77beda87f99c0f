# The database is made elsewhere; here it is only used.

output "connection" {
  value = {
    host     = var.db_endpoints[0].domain
    ports    = var.db_endpoints[*].port
    any      = [for e in var.db_endpoints : e.uri if e.component == "postgresql"]
    user     = var.app_database_postgresql_user_name
    password = var.app_database_postgresql_user_password
    names    = [for name in ["one", "two"] : var.each_id[name]]
    pool     = var.app_database_postgresql_connection_pool_uri
    others   = var.all_databases_cluster_ids
  }
  sensitive = true
}

variable "cluster_id" {
  type = string
}

# In a service that another repository makes.

output "team" {
  value     = [for name in ["one", "two"] : var.team_password[name]]
  sensitive = true
}

output "topic" {
  value = var.audit_name
}
