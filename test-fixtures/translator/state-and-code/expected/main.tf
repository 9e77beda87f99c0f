module "never_applied" {
  source = "./modules/ssh_key"

  name       = "laptop"
  public_key = file("key.pub")
}

module "db" {
  source   = "./modules/db"
  for_each = toset(["eu"])
}

module "bought" {
  source  = "example/kubernetes/ovh"
  version = "1.2.3"
}

variable "project" {}
