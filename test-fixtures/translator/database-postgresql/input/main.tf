variable "engine" {
  default = "postgresql"
}

variable "nodes" {
  type = number
}

# Orders.
resource "ovh_cloud_project_database" "orders" {
  service_name = "0123456789abcdef0123456789abcdef"
  description  = "orders"
  engine       = "postgresql"
  version      = "16"
  plan         = "business"
  flavor       = "db1-7"
  disk_size    = 80

  nodes {
    region = "GRA"
  }
  nodes {
    region = "GRA"
  }

  ip_restrictions {
    description = "office"
    ip          = "192.0.2.0/24"
  }
  ip_restrictions {
    ip = "198.51.100.7/32"
  }

  advanced_configuration = {
    "log_min_duration_statement" = "500"
  }

  backup_time         = "03:00:00"
  maintenance_time    = "01:00:00"
  deletion_protection = true
}

resource "ovh_cloud_project_database" "dynamic" {
  engine  = var.engine
  version = "17"
  plan    = "essential"
  flavor  = "db1-4"

  dynamic "nodes" {
    for_each = range(var.nodes)
    content {
      region = "GRA"
    }
  }

  dynamic "ip_restrictions" {
    for_each = ["203.0.113.0/24"]
    iterator = range
    content {
      ip = range.value
    }
  }
}

resource "ovh_cloud_project_database" "listed" {
  engine  = "postgresql"
  version = "17"
  plan    = "essential"
  flavor  = "db1-4"
  nodes   = [{ region = "GRA" }, { region = "SBG" }]
}

resource "ovh_cloud_project_database" "cache" {
  engine  = "valkey"
  version = "8"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_postgresql_user" "app" {
  cluster_id = ovh_cloud_project_database.listed.id
  name       = "app"
}

locals {
  host     = ovh_cloud_project_database.orders.endpoints[0].domain
  port     = ovh_cloud_project_database.orders.endpoints.0.port
  uri      = "x-${ovh_cloud_project_database.dynamic.endpoints[0].uri}"
  matching = [for e in ovh_cloud_project_database.dynamic.endpoints : e.domain if e.component == "postgresql"]
}

resource "ovh_cloud_project_database_ip_restriction" "home" {
  cluster_id = ovh_cloud_project_database.orders.id
  engine     = "postgresql"
  ip         = "203.0.113.9/32"
}

resource "ovh_cloud_project_database_valkey_user" "cache" {
  cluster_id = ovh_cloud_project_database.cache.id
  name       = "cache"
}
