list "ovhai_registry" "all" {
  provider = ovhai
}
