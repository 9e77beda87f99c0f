mock_provider "ovh" {}

run "named" {
  command = plan

  assert {
    condition     = ovh_cloud_project_kube.main.name == "shop"
    error_message = "the cluster is called ${ovh_cloud_project_kube.main.name}"
  }

  assert {
    condition     = ovh_dedicated_server.wide.display_name == "stays"
    error_message = "gone"
  }
}
