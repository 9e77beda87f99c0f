# Instances of one block would have become different things, so each kind has a block of its own.
# Apply this: addresses in the state move, and nothing else happens. Then delete this file and rewrite again.

moved {
  from = ovh_cloud_project_database.store[1]
  to   = ovh_cloud_project_database.store_mysql[0]
}

moved {
  from = ovh_cloud_project_database.store[0]
  to   = ovh_cloud_project_database.store_postgresql[0]
}

moved {
  from = ovh_cloud_project_database.store[2]
  to   = ovh_cloud_project_database.store_postgresql[1]
}
