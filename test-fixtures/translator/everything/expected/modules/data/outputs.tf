output "host" {
  value = module.fields.host
}

output "uris" {
  sensitive = true
  value = {
    for name, user in { for key, value in toset(var.users) : key => { name = key, password = var.users_password[key] } } :
    name => format(
      "postgresql://%s:%s@%s:%d/%s?sslmode=require",
      user.name,
      user.password,
      module.fields.host,
      module.fields.port,
      module.fields.databases["harvest"].name,
    )
  }
}

output "buckets" {
  value = { for key, bucket in module.buckets : key => bucket.name }
}

output "s3_keys" {
  sensitive = true
  value     = { for key, value in local.accounts : key => { access_key_id = var.storage_s3_credential_access_key_id[key], id = var.storage_s3_credential_access_key_id[key], secret_access_key = var.storage_s3_credential_secret_access_key[key] } }
}

output "cache" {
  sensitive = true
  value = {
    host     = one([module.cache.host])
    password = var.app_password
  }
}
