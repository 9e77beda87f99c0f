# Everything here is called like something else.
variable "app_password" {
  type        = string
  description = "Of the web application; no database knows it"
  sensitive   = true
}

variable "registry_host" {
  type    = string
  default = "registry.example.com"
}

module "north" {
  source = "./north"
}

module "south" {
  source = "./south"
}

resource "ovh_cloud_project_kube" "this" {
  name    = "here"
  version = "1.31"
}

resource "ovh_cloud_project_database" "db" {
  engine  = "valkey"
  version = "8.0"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_valkey_user" "app" {
  cluster_id = ovh_cloud_project_database.db.id
  name       = "app"
}

# `storage_user_id` could be about either.
resource "ovh_cloud_project_user" "storage_user" {
  role_names = ["objectstore_operator"]
}

resource "ovh_cloud_project_user_s3_credential" "storage" {
  user_id = ovh_cloud_project_user.storage_user.id
}

output "here" {
  value     = ovh_cloud_project_kube.this.kubeconfig
  sensitive = true
}

output "storage" {
  value = {
    key      = ovh_cloud_project_user_s3_credential.storage.access_key_id
    user     = ovh_cloud_project_user_s3_credential.storage.user_id
    identity = ovh_cloud_project_user.storage_user.id
  }
}

output "password" {
  value     = [var.app_password, ovh_cloud_project_database_valkey_user.app.password]
  sensitive = true
}

output "images" {
  value = [var.registry_host, "abc.c1.gra9.container-registry.ovh.net/web", module.north.store, module.south.store]
}
