ephemeral "ovhai_registry_credentials" "run" {
  registry_id = "6f4f5cf5-6d2a-4a5e-9b3b-2a9d8f3c1e07"
}

# Whatever takes ephemeral values may use them, such as the configuration of another provider.
locals {
  registry_login = {
    url      = ephemeral.ovhai_registry_credentials.run.url
    username = ephemeral.ovhai_registry_credentials.run.username
    password = ephemeral.ovhai_registry_credentials.run.password
  }
}
