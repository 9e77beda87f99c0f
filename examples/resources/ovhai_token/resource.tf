# Nobody needs to read its value: it only ends with the resource.
resource "ovhai_token" "dashboard" {
  name           = "dashboard"
  region         = "GRA"
  role           = "ai_training_read"
  label_selector = "team=sales"
}

# Its value is kept for those who have one of the private keys, and is renewed with the date.
resource "ovhai_token" "ci" {
  name   = "ci"
  region = "GRA"
  role   = "ai_training_operator"

  recipients          = ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
  rotate_when_changed = { since = "2026-11" }
}

output "ci_token" {
  value = ovhai_token.ci.encrypted_value
}
