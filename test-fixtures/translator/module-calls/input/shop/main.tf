resource "ovh_cloud_project_storage" "stock" {
  name = "stock"
}

resource "ovh_cloud_project_kube" "this" {
  name   = "shop"
  region = "GRA11"
}
