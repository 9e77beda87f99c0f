# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/hashicorp/random" {
  version     = "3.7.2"
  constraints = "~> 3.6"
}

provider "registry.terraform.io/ovh/ovh" {
  version     = "2.19.0"
  constraints = ">= 0.40.0, ~> 2.0"
}
