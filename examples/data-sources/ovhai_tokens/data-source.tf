data "ovhai_tokens" "all" {}

# Tokens that reach every workload of their region.
output "unlimited" {
  value = [for token in data.ovhai_tokens.all.tokens : token.name if token.label_selector == null]
}
