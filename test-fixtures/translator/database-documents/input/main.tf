variable "team" {
  type = map(object({
    roles = list(string)
  }))
}

variable "indexes" {
  type = map(string)
}

resource "ovh_cloud_project_database" "documents" {
  description = "documents"
  engine      = "mongodb"
  version     = "8.0"
  plan        = "production"
  flavor      = "db1-30"
  nodes {
    region     = "SBG"
    network_id = "00000000-0000-0000-0000-000000000000"
    subnet_id  = "00000000-0000-0000-0000-000000000000"
  }
  nodes {
    region = "SBG"
  }
  nodes {
    region = "SBG"
  }
  backup_time     = "02:00"
  ip_restrictions = [for range in ["192.0.2.0/24"] : { ip = range, description = "" }]
}

resource "ovh_cloud_project_database_mongodb_user" "team" {
  for_each   = var.team
  cluster_id = ovh_cloud_project_database.documents.id
  name       = each.key
  roles      = each.value.roles # as role@database
}

resource "ovh_cloud_project_database_mongodb_user" "shop" {
  cluster_id = ovh_cloud_project_database.documents.id
  name       = "shop"
}

resource "ovh_cloud_project_database_mongodb_prometheus" "documents" {
  cluster_id = ovh_cloud_project_database.documents.id
}

resource "ovh_cloud_project_database" "search" {
  engine                  = "opensearch"
  version                 = "2"
  plan                    = "essential"
  flavor                  = "db1-8"
  opensearch_acls_enabled = true
  nodes {
    region = "UK"
  }
}

resource "ovh_cloud_project_database_opensearch_user" "writer" {
  cluster_id = ovh_cloud_project_database.search.id
  name       = "writer"

  dynamic "acls" {
    for_each = var.indexes
    content {
      pattern    = "${acls.key}-*"
      permission = acls.value
    }
  }

  acls {
    pattern    = "secret*"
    permission = "deny"
  }
}

resource "ovh_cloud_project_database_opensearch_user" "admin" {
  cluster_id = ovh_cloud_project_database.search.id
  name       = "avnadmin"
}

resource "ovh_cloud_project_database_opensearch_user" "readers" {
  count      = 2
  cluster_id = ovh_cloud_project_database.search.id
  name       = "reader-${count.index}"
  acls       = [{ pattern = "logs-*", permission = "read" }]
}

resource "ovh_cloud_project_database_opensearch_user" "team" {
  for_each   = var.team
  cluster_id = ovh_cloud_project_database.search.id
  name       = each.key
  acls       = [for key in each.value.roles : { pattern = "${each.key}-${key}-*", permission = "read" }]
}

resource "ovh_cloud_project_database_opensearch_user" "import" {
  cluster_id = ovh_cloud_project_database.search.id
  name       = "ovh-import"

  dynamic "acls" {
    for_each = var.indexes
    content {
      pattern    = "${ovh_cloud_project_database_opensearch_user.writer.name}-${acls.value}-*"
      permission = acls.key
    }
  }
}

resource "ovh_cloud_project_database_opensearch_pattern" "logs" {
  cluster_id      = ovh_cloud_project_database.search.id
  pattern         = "logs-*"
  max_index_count = 30
}

resource "ovh_cloud_project_database_log_subscription" "search" {
  engine     = ovh_cloud_project_database.search.engine
  cluster_id = ovh_cloud_project_database.search.id
  stream_id  = "00000000-0000-0000-0000-000000000000"
  kind       = "service-logs"
}

resource "kubernetes_secret_v1" "documents" {
  metadata {
    name = "documents"
  }
  data = {
    uri      = ovh_cloud_project_database.documents.endpoints.0.uri
    user     = ovh_cloud_project_database_mongodb_user.shop.name
    password = ovh_cloud_project_database_mongodb_user.shop.password
    team     = jsonencode({ for name, _ in var.team : name => ovh_cloud_project_database_mongodb_user.team[name].password })
    names    = jsonencode([for name, _ in var.team : ovh_cloud_project_database_mongodb_user.team[name].name])
    readers  = join(",", ovh_cloud_project_database_opensearch_user.readers[*].password)
    imports  = ovh_cloud_project_database_opensearch_user.import.name
    search   = "https://${ovh_cloud_project_database.search.endpoints[0].domain}:${ovh_cloud_project_database.search.endpoints[0].port}"
    scrape   = ovh_cloud_project_database_mongodb_prometheus.documents.password
  }
}
