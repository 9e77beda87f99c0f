# sandbox: --state-interval-ms 50
# invoke: ovhai_notebook_stop.it ovhai_notebook_start.it ovhai_notebook_start.it

action "ovhai_notebook_stop" "it" {
  config {
    id = "cef59a73-2ac3-5c81-9c46-eb49755fde01"
  }
}

action "ovhai_notebook_start" "it" {
  config {
    id = "cef59a73-2ac3-5c81-9c46-eb49755fde01"
  }
}
