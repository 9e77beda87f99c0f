# What cannot be read ahead of a run stays, with what belongs to it.

variable "engine" {
  type = string
}

module "first" {
  source = "./modules/any"
  engine = "mysql"
}

module "second" {
  source = "./modules/any"
  engine = "postgresql"
}

# Which engine it is, is not written anywhere.
resource "ovh_cloud_project_database" "any" {
  engine  = var.engine
  version = "1"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_ip_restriction" "any" {
  engine     = var.engine
  cluster_id = ovh_cloud_project_database.any.id
  ip         = "192.0.2.0/24"
}

# Which of them it is for is not one of them.
resource "ovh_cloud_project_database" "several" {
  count   = 2
  engine  = "postgresql"
  version = "16"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_postgresql_user" "app" {
  cluster_id = element(ovh_cloud_project_database.several[*].id, 1)
  name       = "app"
}

# Engines come from outside: what belongs to one of them says nothing about the others.
variable "mixed" {
  type = map(string)
}

resource "ovh_cloud_project_database" "mixed" {
  for_each = var.mixed
  engine   = each.value
  version  = "16"
  plan     = "essential"
  flavor   = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_postgresql_user" "of_one" {
  cluster_id = ovh_cloud_project_database.mixed["main"].id
  name       = "reader"
}

# More users than databases: which of them each is for, only a run can say.
resource "ovh_cloud_project_database_postgresql_user" "shared" {
  count      = 4
  cluster_id = element(ovh_cloud_project_database.several[*].id, count.index)
  name       = "shared-${count.index}"
}
