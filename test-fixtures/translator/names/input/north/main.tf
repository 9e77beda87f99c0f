resource "ovh_cloud_project_kube" "this" {
  name    = "north"
  version = "1.31"
}

output "store" {
  value = "https://s3.gra.io.cloud.ovh.net"
}
