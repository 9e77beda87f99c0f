list "ovhai_job" "all" {
  provider = ovhai
}
