provider "ovhai" {}

data "ovhai_tokens" "all" {}
