resource "ovh_cloud_project_kube" "this" {
  name    = "south"
  version = "1.31"
}

output "store" {
  value = "https://s3.sbg.io.cloud.ovh.net"
}
