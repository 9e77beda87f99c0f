# terraform apply -invoke=action.ovhai_notebook_start.exploration
action "ovhai_notebook_start" "exploration" {
  config {
    id = "cef59a73-2ac3-5c81-9c46-eb49755fde01"
  }
}
