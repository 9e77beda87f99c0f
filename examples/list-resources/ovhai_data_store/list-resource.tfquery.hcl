list "ovhai_data_store" "git" {
  provider = ovhai

  config {
    types = ["git"]
  }
}
