resource "ovh_cloud_project_database" "pg" {
  engine  = "postgresql"
  version = "16"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}
