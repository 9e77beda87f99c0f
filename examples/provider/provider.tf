terraform {
  required_providers {
    ovhai = {
      source = "ovh-reversibility/ovhai"
    }
  }
}

# Credentials come from OVH_* variables or ovh.conf, as for the official OVH provider.
provider "ovhai" {
  endpoint     = "ovh-eu"
  service_name = "0123456789abcdef0123456789abcdef"
}
