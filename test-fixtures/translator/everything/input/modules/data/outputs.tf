output "host" {
  value = ovh_cloud_project_database.fields.endpoints[0].domain
}

output "uris" {
  sensitive = true
  value = {
    for name, user in ovh_cloud_project_database_postgresql_user.users :
    name => format(
      "postgresql://%s:%s@%s:%d/%s?sslmode=require",
      user.name,
      user.password,
      ovh_cloud_project_database.fields.endpoints[0].domain,
      ovh_cloud_project_database.fields.endpoints[0].port,
      ovh_cloud_project_database_database.harvest.name,
    )
  }
}

output "buckets" {
  value = { for key, bucket in ovh_cloud_project_storage.buckets : key => bucket.name }
}

output "s3_keys" {
  sensitive = true
  value     = ovh_cloud_project_user_s3_credential.storage
}

output "cache" {
  sensitive = true
  value = {
    host     = one(ovh_cloud_project_database.cache.endpoints[*].domain)
    password = ovh_cloud_project_database_valkey_user.app.password
  }
}
