provider "ovhai" {}

data "ovhai_readiness" "some" {
  select = {
    kinds = ["container_registry", "job", "token"]
  }
}
