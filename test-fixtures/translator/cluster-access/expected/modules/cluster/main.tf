variable "name" {}

module "this" {
  source = "../neutral_cluster"

  name               = var.name
  kubernetes_version = "1.33"
  region             = var.cluster_region
  connection         = var.cluster_connection
}

module "always" {
  source = "../cluster_access"

  cluster         = module.this.id
  allowed_sources = ["198.51.100.7/32"]
}

output "id" {
  value = module.this.id
}
