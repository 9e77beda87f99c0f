list "ovhai_app" "all" {
  provider = ovhai
}
