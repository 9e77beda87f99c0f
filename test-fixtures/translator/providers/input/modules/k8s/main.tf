terraform {
  required_providers { ovh = { source = "ovh/ovh" } }
}

resource "ovh_cloud_project_storage" "bucket" {
  provider    = ovh
  name        = "models"
  region_name = "GRA"
}
