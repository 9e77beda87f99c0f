provider "ovhai" {}

resource "ovhai_registry" "each" {
  for_each            = toset(["BHS", "GRA"])
  region              = each.key
  url                 = "https://registry-2.example.com"
  username            = "robot$ci"
  password_wo         = "not-real"
  password_wo_version = 1
  timeouts            = { create = "2m" }
}
