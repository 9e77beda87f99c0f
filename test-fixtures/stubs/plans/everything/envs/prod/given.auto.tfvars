app_password = "a new one"
bastion_addresses = [
  [{ ip = "198.51.100.7", version = 4 }],
  [{ ip = "198.51.100.8", version = 4 }],
]
bastion_image = ["images.example/debian:12", "images.example/debian:12"]
bastion_size = [
  { cpu = 2, memory_gib = 8 },
  { cpu = 2, memory_gib = 8 },
]
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
data_client_id = "an id of the old platform"
entrance_loadbalancer_floating_ip_ip = {
  api = "198.51.100.9"
  www = "198.51.100.10"
}
images_admin_password = "a new one"
images_host           = "images.example"
network_ids           = { SBG5 = "a network" }
pools_current_nodes   = { general = 3, gpu = 0 }
pools_size = {
  general = { cpu = 4, memory_gib = 16 }
  gpu     = { cpu = 8, memory_gib = 45, gpu_count = 1, gpu_kind = "nvidia-v100" }
}
robots_password = {
  ci      = "a new one"
  cluster = "another"
}
s3_host = "objects.example"
storage_s3_credential_access_key_id = {
  etl    = "an id"
  models = "another"
}
storage_s3_credential_secret_access_key = {
  etl    = "a secret"
  models = "another"
}
users_password = {
  api               = "a new one"
  etl               = "another"
  "reader-grafana"  = "a third"
  "reader-superset" = "a fourth"
}
