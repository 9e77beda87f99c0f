locals {
  engines = ["postgresql", "mysql", "postgresql"]
}

# Several of one kind: positions begin anew, and names do not change.
resource "ovh_cloud_project_database" "store" {
  count        = length(local.engines)
  service_name = var.project
  description  = "store-${count.index}" # shown in the console
  engine       = local.engines[count.index]
  version      = "16"
  plan         = "essential"
  flavor       = "db1-7"

  nodes {
    region = count.index == 0 ? "GRA" : "SBG"
  }
}

# Users stay as long as what they belong to.
resource "ovh_cloud_project_database_postgresql_user" "reader" {
  cluster_id = ovh_cloud_project_database.store[2].id
  name       = "reader"
}

output "first" {
  value = ovh_cloud_project_database.store[0].endpoints[0].domain
}

output "legacy" {
  value = "${ovh_cloud_project_database.store.2.endpoints.0.domain}:${ovh_cloud_project_database.store.1.endpoints.0.port}"
}

output "hosts" {
  value = [for store in ovh_cloud_project_database.store : store.endpoints[0].domain]
}

output "ids" {
  value = join(",", ovh_cloud_project_database.store.*.id, ovh_cloud_project_database.store[*].id)
}

resource "terraform_data" "after" {
  count      = length(ovh_cloud_project_database.store)
  input      = ovh_cloud_project_database.store[count.index].id
  depends_on = [ovh_cloud_project_database.store]
}

resource "terraform_data" "after_one" {
  depends_on = [ovh_cloud_project_database.store[2]]
}

# How many there are is for a variable to say: nobody knows which positions there will be.
resource "ovh_cloud_project_database" "some" {
  count   = var.some
  engine  = local.engines[count.index]
  version = "16"
  plan    = "essential"
  flavor  = "db1-7"

  nodes {
    region = "GRA"
  }
}

# A choice among what is written in place.
resource "ovh_cloud_project_database" "odd" {
  count   = 2
  engine  = ["mysql", "valkey"][count.index]
  version = "8"
  plan    = "essential"
  flavor  = "db1-7"

  nodes {
    region = "GRA"
  }
}

# Somebody names a position that there is not.
resource "ovh_cloud_project_database" "beyond" {
  count   = 2
  engine  = local.engines[count.index]
  version = "8"
  plan    = "essential"
  flavor  = "db1-7"

  nodes {
    region = "GRA"
  }
}

output "beyond" {
  value = ovh_cloud_project_database.beyond[5].id
}

variable "project" {}

variable "some" {
  default = 2
}
