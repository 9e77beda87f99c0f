# terraform apply -invoke=action.ovhai_app_sync.models
action "ovhai_app_sync" "models" {
  config {
    id        = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
    direction = "pull"
  }
}
