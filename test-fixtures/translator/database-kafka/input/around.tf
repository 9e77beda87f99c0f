resource "ovh_cloud_project_database" "connect" {
  engine  = "kafkaConnect"
  version = "3.8"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "DE"
  }
}

resource "ovh_cloud_project_database" "mirror" {
  engine  = "kafkaMirrorMaker"
  version = "3.8"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "DE"
  }
}

resource "ovh_cloud_project_database" "alone" {
  engine  = "kafkaconnect"
  version = "3.8"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "DE"
  }
}

resource "ovh_cloud_project_database_integration" "connect" {
  engine                 = "kafkaConnect"
  cluster_id             = ovh_cloud_project_database.connect.id
  source_service_id      = ovh_cloud_project_database.stage["production"].id
  destination_service_id = ovh_cloud_project_database.connect.id
  type                   = "kafkaConnect"
}

resource "ovh_cloud_project_database_integration" "mirror_test" {
  engine                 = "kafkaMirrorMaker"
  cluster_id             = ovh_cloud_project_database.mirror.id
  source_service_id      = ovh_cloud_project_database.stage["test"].id
  destination_service_id = ovh_cloud_project_database.mirror.id
  type                   = "kafkaMirrorMaker"
  parameters = {
    "cluster_alias" = "test"
  }
}

resource "ovh_cloud_project_database_integration" "mirror_production" {
  engine                 = "kafkaMirrorMaker"
  cluster_id             = ovh_cloud_project_database.mirror.id
  source_service_id      = ovh_cloud_project_database.stage["production"].id
  destination_service_id = ovh_cloud_project_database.mirror.id
  type                   = "kafkaMirrorMaker"
  parameters = {
    "cluster_alias" = "production"
  }
}

resource "ovh_cloud_project_database_integration" "logs" {
  engine                 = "kafka"
  cluster_id             = ovh_cloud_project_database.stage["production"].id
  source_service_id      = ovh_cloud_project_database.stage["production"].id
  destination_service_id = ovh_cloud_project_database.stage["test"].id
  type                   = "kafkaLogs"
}

resource "ovh_cloud_project_database_user" "connect" {
  engine     = "kafkaConnect"
  cluster_id = ovh_cloud_project_database.connect.id
  name       = "operator"
}

resource "ovh_cloud_project_database_prometheus" "production" {
  engine     = "kafka"
  cluster_id = ovh_cloud_project_database.stage["production"].id
}

output "connect" {
  value = {
    url      = ovh_cloud_project_database.connect.endpoints[0].uri
    user     = ovh_cloud_project_database_user.connect.name
    password = ovh_cloud_project_database_user.connect.password
    scrape   = ovh_cloud_project_database_prometheus.production.targets
  }
  sensitive = true
}
