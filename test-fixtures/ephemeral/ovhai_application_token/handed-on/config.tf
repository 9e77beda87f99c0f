# sandbox: --state-interval-ms 50

ephemeral "ovhai_application_token" "run" {
  region = "GRA"
  role   = "ai_training_read"
}

resource "ovhai_registry" "mirror" {
  region              = "GRA"
  url                 = "mirror.example.com"
  username            = "robot"
  password_wo         = ephemeral.ovhai_application_token.run.token
  password_wo_version = 1
}
