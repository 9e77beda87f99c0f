list "ovhai_registry" "all" {
  provider         = ovhai
  include_resource = true
}
