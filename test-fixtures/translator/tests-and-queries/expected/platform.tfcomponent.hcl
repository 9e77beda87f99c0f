required_providers {
  ovh = {
    source  = "ovh/ovh"
    version = "~> 1.0"
  }
}

component "cluster" {
  source = "./"
  providers = {
    ovh = provider.ovh.this
  }
}
