list "ovh_cloud_project_kube" "all" {
  provider = ovh
}
