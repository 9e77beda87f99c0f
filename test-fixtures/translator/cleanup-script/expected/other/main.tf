# Nobody showed the state of this one, so it stays.
terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
  }
}
