list "ovhai_data_store" "all" {
  provider = ovhai
}
