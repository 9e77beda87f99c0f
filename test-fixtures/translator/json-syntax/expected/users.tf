# A user of the database that a generator declares.

output "uri" {
  value     = module.db.uri
  sensitive = true
}
