resource "ovh_cloud_project_user" "trainer" {
  for_each     = toset(["a", "b"])
  service_name = var.project
  description  = each.key
}

resource "ovh_cloud_project_ssh_key" "never_applied" {
  name       = "laptop"
  public_key = file("key.pub")
}

data "ovh_me" "me" {}

module "db" {
  source   = "./modules/db"
  for_each = toset(["eu"])
}

module "bought" {
  source  = "example/kubernetes/ovh"
  version = "1.2.3"
}

variable "project" {}
