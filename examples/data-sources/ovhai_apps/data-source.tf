# Every running app of one team, by name.
data "ovhai_apps" "nlp" {
  states         = ["RUNNING", "SCALING"]
  label_selector = "team=nlp,env in (prod, staging)"
}

output "images" {
  value = { for app in data.ovhai_apps.nlp.apps : app.name => app.image... }
}
