# sandbox: --state-interval-ms 50
# invoke: ovhai_app_stop.it ovhai_app_start.it ovhai_app_start.it

action "ovhai_app_stop" "it" {
  config {
    id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
  }
}

action "ovhai_app_start" "it" {
  config {
    id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
  }
}
