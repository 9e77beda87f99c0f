ephemeral "ovhai_application_token" "run" {
  region         = "GRA"
  role           = "ai_training_read"
  label_selector = "team=nlp"
}

# Whatever takes ephemeral values may use it, such as the configuration of another provider.
locals {
  authorization = "Bearer ${ephemeral.ovhai_application_token.run.token}"
}
