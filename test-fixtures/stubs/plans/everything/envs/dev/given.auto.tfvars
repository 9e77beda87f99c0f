app_password = "a new one"
buckets_endpoint = {
  fields  = "objects.example"
  models  = "objects.example"
  scratch = "objects.example"
}
cluster_connection = {
  host                   = "https://cluster.example"
  cluster_ca_certificate = "an authority"
  client_certificate     = "a certificate"
  client_key             = "its key"
}
network_ids         = { GRA11 = "a network" }
pools_current_nodes = { general = 1 }
pools_size          = { general = { cpu = 2, memory_gib = 8 } }
storage_s3_credential_access_key_id = {
  etl    = "an id"
  models = "another"
}
storage_s3_credential_secret_access_key = {
  etl    = "a secret"
  models = "another"
}
users_password = {
  api = "a new one"
  etl = "another"
}
