# This file is maintained automatically by "terraform init".

provider "registry.terraform.io/hashicorp/kubernetes" {
  version = "2.38.0"
}

provider "registry.terraform.io/ovh/ovh" {
  version     = "1.6.0"
  constraints = "~> 1.0"
  hashes = [
    "h1:AAAA",
  ]
}
