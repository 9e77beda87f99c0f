variable "engine" {
  type    = string
  default = "postgresql"
}

# Callers do not agree.
resource "ovh_cloud_project_database" "db" {
  engine  = var.engine
  version = "8"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
}
