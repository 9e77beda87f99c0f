# Instances of one block would have become different things, so each kind has a block of its own.
# Apply this: addresses in the state move, and nothing else happens. Then delete this file and rewrite again.

moved {
  from = ovh_cloud_project_database.store["orders"]
  to   = ovh_cloud_project_database.store_postgresql["orders"]
}

moved {
  from = ovh_cloud_project_database.store["users"]
  to   = ovh_cloud_project_database.store_postgresql["users"]
}

moved {
  from = ovh_cloud_project_database.store["cache"]
  to   = ovh_cloud_project_database.store_valkey["cache"]
}

moved {
  from = ovh_cloud_project_database.by_count[0]
  to   = ovh_cloud_project_database.by_count_mysql[0]
}

moved {
  from = ovh_cloud_project_database.by_count[1]
  to   = ovh_cloud_project_database.by_count_postgresql[0]
}

moved {
  from = ovh_cloud_project_database.caches["mysql"]
  to   = ovh_cloud_project_database.caches_mysql["mysql"]
}

moved {
  from = ovh_cloud_project_database.caches["valkey"]
  to   = ovh_cloud_project_database.caches_valkey["valkey"]
}
