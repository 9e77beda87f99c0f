resource "ovh_cloud_project_storage" "twice" {
  name = "x"
}
