provider "ovhai" {}

data "ovhai_notebooks" "stopped" {
  states          = ["STOPPED"]
  label_selector  = "team,team notin (nlp)"
  include_backups = true
}

data "ovhai_notebooks" "none" {
  label_selector = "team=nobody"
}
