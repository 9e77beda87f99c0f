locals {
  engines = ["postgresql", "mysql", "postgresql"]
}

# Several of one kind: positions begin anew, and names do not change.
resource "ovh_cloud_project_database" "store_mysql" {
  count        = 1
  service_name = var.project
  description  = "store-${1}" # shown in the console
  engine       = "mysql"
  version      = "16"
  plan         = "essential"
  flavor       = "db1-7"

  nodes {
    region = 1 == 0 ? "GRA" : "SBG"
  }
}

resource "ovh_cloud_project_database" "store_postgresql" {
  count        = 2
  service_name = var.project
  description  = "store-${[0, 2][count.index]}" # shown in the console
  engine       = "postgresql"
  version      = "16"
  plan         = "essential"
  flavor       = "db1-7"

  nodes {
    region = [0, 2][count.index] == 0 ? "GRA" : "SBG"
  }
}

# Users stay as long as what they belong to.
resource "ovh_cloud_project_database_postgresql_user" "reader" {
  cluster_id = ovh_cloud_project_database.store_postgresql[1].id
  name       = "reader"
}

output "first" {
  value = ovh_cloud_project_database.store_postgresql[0].endpoints[0].domain
}

output "legacy" {
  value = "${ovh_cloud_project_database.store_postgresql[1].endpoints.0.domain}:${ovh_cloud_project_database.store_mysql[0].endpoints.0.port}"
}

output "hosts" {
  value = [for store in [ovh_cloud_project_database.store_postgresql[0], ovh_cloud_project_database.store_mysql[0], ovh_cloud_project_database.store_postgresql[1]] : store.endpoints[0].domain]
}

output "ids" {
  value = join(",", [ovh_cloud_project_database.store_postgresql[0], ovh_cloud_project_database.store_mysql[0], ovh_cloud_project_database.store_postgresql[1]].*.id, [ovh_cloud_project_database.store_postgresql[0], ovh_cloud_project_database.store_mysql[0], ovh_cloud_project_database.store_postgresql[1]][*].id)
}

resource "terraform_data" "after" {
  count      = length([ovh_cloud_project_database.store_postgresql[0], ovh_cloud_project_database.store_mysql[0], ovh_cloud_project_database.store_postgresql[1]])
  input      = [ovh_cloud_project_database.store_postgresql[0], ovh_cloud_project_database.store_mysql[0], ovh_cloud_project_database.store_postgresql[1]][count.index].id
  depends_on = [ovh_cloud_project_database.store_mysql, ovh_cloud_project_database.store_postgresql]
}

resource "terraform_data" "after_one" {
  depends_on = [ovh_cloud_project_database.store_postgresql[1]]
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
