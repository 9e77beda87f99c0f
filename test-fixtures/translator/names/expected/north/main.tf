module "this" {
  source = "../modules/cluster"

  name               = "north"
  kubernetes_version = "1.31"
  connection         = var.cluster_connection
}

output "store" {
  value = "https://${var.s3_host}"
}
