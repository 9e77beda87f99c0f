# sandbox: --state-interval-ms 50

ephemeral "ovhai_registry_credentials" "run" {
  registry_id = "22222222-3333-4444-8555-666666666666"
}

resource "ovhai_registry" "mirror" {
  region              = "GRA"
  url                 = "mirror.example.com"
  username            = "robot"
  password_wo         = ephemeral.ovhai_registry_credentials.run.password
  password_wo_version = 1
}
