# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/hashicorp/kubernetes" {
  version = "2.38.0"
}

provider "registry.terraform.io/ovh/ovh" {
  version     = "2.6.0"
  constraints = "~> 2.0"
  hashes = [
    "h1:AAAA",
  ]
}
