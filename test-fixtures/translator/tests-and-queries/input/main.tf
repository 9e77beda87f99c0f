variable "project_id" {
  type = string
}

resource "ovh_cloud_project_kube" "main" {
  service_name = var.project_id
  name         = "shop"
  region       = "GRA11"
}

resource "ovh_dedicated_server" "wide" {
  display_name = "stays"
}
