terraform {
  source = "../../modules//network"
}

remote_state {
  backend = "s3"
  config = {
    bucket   = "harvest-tfstate"
    key      = "${path_relative_to_include()}/terraform.tfstate"
    region   = "gra"
    endpoint = "https://s3.gra.io.cloud.ovh.net"
  }
}

inputs = {
  project_id = get_env("OVH_CLOUD_PROJECT_SERVICE")
  region     = "GRA11"
  vlan       = 310
  cidr       = "10.30.0.0/16"
}
