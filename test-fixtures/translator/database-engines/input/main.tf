resource "ovh_cloud_project_database" "cache" {
  description = "sessions"
  engine      = "redis"
  version     = "7.2"
  plan        = "business"
  flavor      = "db1-4"
  nodes {
    region = "BHS"
  }
  nodes {
    region = "BHS"
  }
  backup_time = "01:00:00"
}

resource "ovh_cloud_project_database_redis_user" "app" {
  cluster_id = ovh_cloud_project_database.cache.id
  name       = "app"
  categories = ["+@set", "+@sortedset"]
  channels   = ["*"]
  commands   = ["+get", "-set"]
  keys       = ["data", "properties"]
}

resource "ovh_cloud_managed_database" "sessions" {
  engine  = "valkey"
  version = "8.0"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "BHS"
  }
}

resource "ovh_cloud_managed_database_valkey_user" "sessions" {
  cluster_id = ovh_cloud_managed_database.sessions.id
  name       = "default"
}

resource "ovh_cloud_project_database" "facts" {
  engine  = "clickhouse"
  version = "25.3"
  plan    = "production"
  flavor  = "db1-15"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_clickhouse_user" "analyst" {
  cluster_id = ovh_cloud_project_database.facts.id
  name       = "analyst"
}

resource "ovh_cloud_project_database_database" "facts" {
  engine     = "clickhouse"
  cluster_id = ovh_cloud_project_database.facts.id
  name       = "facts"
}

resource "ovh_cloud_project_database" "wide" {
  engine      = "cassandra"
  version     = "4.0"
  plan        = "business"
  flavor      = "db1-15"
  description = "wide"
  nodes {
    region = "GRA"
  }
  backup_time = "01:00:00"
}

resource "ovh_cloud_project_database_prometheus" "wide" {
  engine     = "cassandra"
  cluster_id = ovh_cloud_project_database.wide.id
}

resource "ovh_cloud_project_database" "boards" {
  engine  = "grafana"
  version = "9.1"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_user" "boards" {
  engine     = "grafana"
  cluster_id = ovh_cloud_project_database.boards.id
  name       = "avnadmin"
}

resource "ovh_cloud_project_database_integration" "boards" {
  engine                 = "grafana"
  cluster_id             = ovh_cloud_project_database.boards.id
  source_service_id      = ovh_cloud_project_database.boards.id
  destination_service_id = ovh_cloud_project_database.facts.id
  type                   = "grafanaDatasource"
}

# Withdrawn by the vendor.
resource "ovh_cloud_project_database" "metrics" {
  engine  = "m3db"
  version = "1.2"
  plan    = "business"
  flavor  = "db1-7"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_m3db_namespace" "metrics" {
  cluster_id                = ovh_cloud_project_database.metrics.id
  name                      = "metrics"
  resolution                = "P2D"
  retention_period_duration = "PT48H"
}

resource "ovh_cloud_project_database_m3db_user" "metrics" {
  cluster_id = ovh_cloud_project_database.metrics.id
  name       = "metrics"
}

resource "ovh_cloud_project_database_ip_restriction" "metrics" {
  engine     = "m3db"
  cluster_id = ovh_cloud_project_database.metrics.id
  ip         = "192.0.2.0/24"
}

output "places" {
  value = {
    cache   = ovh_cloud_project_database.cache.endpoints[0].uri
    metrics = ovh_cloud_project_database.metrics.endpoints[0].uri
    boards  = ovh_cloud_project_database.boards.status
    facts   = ovh_cloud_project_database_database.facts.name
  }
}

output "passwords" {
  value = [
    ovh_cloud_project_database_redis_user.app.password,
    ovh_cloud_managed_database_valkey_user.sessions.password,
    ovh_cloud_project_database_m3db_user.metrics.password,
    ovh_cloud_project_database_user.boards.password,
  ]
  sensitive = true
}
