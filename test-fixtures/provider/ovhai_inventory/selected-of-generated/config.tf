# sandbox: --objects 40 --seed 1 --page-base 1 --default-page-size 7 --max-page-size 7
provider "ovhai" {}

# Six pages; names that nobody expects.
data "ovhai_inventory" "one_region" {
  select = {
    regions = ["GRA"]
  }
}
