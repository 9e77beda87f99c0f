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

  cluster_connection = var.north_cluster_connection
  s3_host            = var.north_s3_host
}

module "south" {
  source = "./south"

  cluster_connection = var.south_cluster_connection
  s3_host            = var.south_s3_host
}

module "this" {
  source = "./modules/cluster"

  name               = "here"
  kubernetes_version = "1.31"
  connection         = var.cluster_connection
}

module "db" {
  source = "./modules/valkey"

  name           = "db"
  engine_version = "8.0"
  instances      = 1
  memory_gib     = 4
  users = {
    app = {
      password = var.app_database_valkey_user_password
    }
  }
}

# `storage_user_id` could be about either.

output "here" {
  value     = module.this.kubeconfig
  sensitive = true
}

output "storage" {
  value = {
    key      = var.storage_access_key_id
    user     = var.storage_s3_credential_user_id
    identity = var.storage_user_id
  }
}

output "password" {
  value     = [var.app_password, var.app_database_valkey_user_password]
  sensitive = true
}

output "images" {
  value = [var.registry_host, "${var.registry_host_2}/web", module.north.store, module.south.store]
}
