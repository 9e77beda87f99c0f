locals {
  # What `ovhai app get ID -o json` prints, for example file("classifier.json").
  document = jsonencode({
    id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
    spec = {
      name            = "text-classifier"
      region          = "GRA"
      image           = "registry.example.com/ml/text-classifier:1.4.2"
      resources       = { flavor = "ai1-1-cpu", flavorCount = 2, cpu = 2, memory = 8589934592 }
      scalingStrategy = { fixed = { replicas = 2 } }
      envVars         = [{ name = "DB_PASSWORD", value = "never shown" }]
    }
  })
  result = provider::ovhai::kubernetes_manifests(local.document, {
    profile = { namespace = "ml", domain = "apps.example.com" }
  })
}

output "manifests" {
  value = [for manifest in local.result.manifests : yamlencode(manifest)]
}

output "to_see_to" {
  value = [for finding in local.result.findings : "${finding.slug}: ${finding.detail}" if finding.fidelity != "adapted"]
}

output "secrets_to_create" {
  value = { for secret in local.result.required_secrets : secret.name => secret.keys[*].key }
}
