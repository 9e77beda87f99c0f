provider "ovhai" {}

# One workload, of which everything is decided.
data "ovhai_readiness" "one" {
  select = {
    kinds = ["app"]
    names = ["webhook-relay"]
  }

  profile = {
    domain = "apps.example.com"
  }

  answers = {
    "kubernetes/secret-in-command" = "secret"
  }

  accept = {
    "anti-ddos/protection-ends"                     = "the new provider filters"
    "kubernetes/cluster-ranges-guessed"             = "the ranges are right"
    "kubernetes/login-page-needs-identity-provider" = "nobody logs in by browser"
    "kubernetes/registry-credentials-needed"        = "created, ticket 17"
    "kubernetes/tokens-change"                      = "clients have new ones"
    "kubernetes/url-changes"                        = "clients are told on the day"
  }
}
