list "ovhai_notebook" "all" {
  provider = ovhai
}
