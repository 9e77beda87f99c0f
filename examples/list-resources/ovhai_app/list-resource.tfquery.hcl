list "ovhai_app" "production" {
  provider = ovhai

  config {
    label_selector = "env=prod"
  }
}
