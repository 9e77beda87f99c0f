list "ovhai_notebook" "running" {
  provider = ovhai

  config {
    states = ["RUNNING"]
  }
}
