provider "ovhai" {}

data "ovhai_apps" "production_nlp" {
  label_selector = "team=nlp,env in (prod)"
}

data "ovhai_apps" "not_running" {
  states = ["FAILED", "STOPPED"]
}

data "ovhai_apps" "none" {
  label_selector = "team=nobody"
}
