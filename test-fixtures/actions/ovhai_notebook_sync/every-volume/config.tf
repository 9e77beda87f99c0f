# sandbox: --state-interval-ms 50
# invoke: ovhai_notebook_sync.it

action "ovhai_notebook_sync" "it" {
  config {
    id        = "cef59a73-2ac3-5c81-9c46-eb49755fde01"
    direction = "pull"
  }
}
