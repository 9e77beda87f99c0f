# terraform apply -invoke=action.ovhai_app_restart.classifier
action "ovhai_app_restart" "classifier" {
  config {
    id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
  }
}
