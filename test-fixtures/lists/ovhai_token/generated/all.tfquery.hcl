list "ovhai_token" "all" {
  provider = ovhai
}
