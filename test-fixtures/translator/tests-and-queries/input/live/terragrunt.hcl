terraform {
  source = "../modules//cluster"
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<-EOF
    provider "ovh" {
      endpoint = "ovh-eu"
    }
  EOF
}

inputs = {
  registry = "abc.gra7.container-registry.ovh.net"
}
