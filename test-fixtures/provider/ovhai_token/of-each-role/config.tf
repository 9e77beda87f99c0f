provider "ovhai" {}

resource "ovhai_token" "each" {
  for_each       = toset(["ai_training_operator", "ai_training_read", "quantum_operator", "quantum_reader"])
  name           = "ci"
  region         = "GRA"
  role           = each.key
  label_selector = "team=nlp,env in (prod, staging)"
}
