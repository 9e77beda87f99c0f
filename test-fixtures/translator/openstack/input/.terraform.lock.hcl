provider "registry.terraform.io/terraform-provider-openstack/openstack" {
  version = "3.0.0"
}
