# A database that is there or not, and the ways in which people say which of its objects they mean.
variable "is_wanted" {
  type    = bool
  default = true
}

resource "ovh_cloud_project_database" "main" {
  count   = var.is_wanted ? 1 : 0
  engine  = "postgresql"
  version = "16"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_database" "one" {
  engine     = "postgresql"
  cluster_id = one(ovh_cloud_project_database.main[*].id)
  name       = "one"
}

resource "ovh_cloud_project_database_database" "one_object" {
  engine     = "postgresql"
  cluster_id = one(ovh_cloud_project_database.main).id
  name       = "one-object"
}

resource "ovh_cloud_project_database_database" "one_of_list" {
  engine     = "postgresql"
  cluster_id = one(ovh_cloud_project_database.main[*]).id
  name       = "one-of-list"
}

resource "ovh_cloud_project_database_database" "try" {
  engine     = "postgresql"
  cluster_id = try(ovh_cloud_project_database.main[0].id, null)
  name       = "try"
}

resource "ovh_cloud_project_database_database" "element" {
  engine     = "postgresql"
  cluster_id = element(concat(ovh_cloud_project_database.main.*.id, [""]), 0)
  name       = "element"
}

resource "ovh_cloud_project_database_database" "join" {
  engine     = "postgresql"
  cluster_id = join("", ovh_cloud_project_database.main.*.id)
  name       = "join"
}

resource "ovh_cloud_project_database_database" "splat_first" {
  engine     = "postgresql"
  cluster_id = (ovh_cloud_project_database.main[*].id[0])
  name       = "splat-first"
}

resource "ovh_cloud_project_database_database" "choice" {
  count      = var.is_wanted ? 1 : 0
  engine     = "postgresql"
  cluster_id = length(ovh_cloud_project_database.main) > 0 ? ovh_cloud_project_database.main[0].id : ""
  name       = "choice"
}

resource "ovh_cloud_project_database_database" "looked_up" {
  engine     = "postgresql"
  cluster_id = lookup(ovh_cloud_project_database.main[0], "id", null)
  name       = "looked-up"
}

# As releases before 0.12 wanted it.
resource "ovh_cloud_project_database" "old" {
  engine  = "mysql"
  version = "8"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_user" "old" {
  engine     = "mysql"
  cluster_id = "${ovh_cloud_project_database.old.id}"
  name       = "app"
}

# Another module's, only if there is one: it has no place here.
variable "service" {
  type    = string
  default = null
}

resource "ovh_cloud_project_database_user" "elsewhere" {
  engine     = "mysql"
  cluster_id = "${var.service}"
  name       = "app"
}
