list "ovhai_token" "readers" {
  provider = ovhai
  limit    = 50

  config {
    regions = ["GRA"]
    roles   = ["ai_training_read"]
  }
}
