terraform {
  required_providers {
    ovh = {
      source                = "ovh/ovh"
      configuration_aliases = [ovh.main, ovh.backup]
    }
  }
}
resource "ovh_cloud_project_storage" "a" {
  provider = ovh.main
  name     = "a"
}
resource "ovh_cloud_project_storage" "b" {
  provider = ovh.backup
  name     = "b"
}
