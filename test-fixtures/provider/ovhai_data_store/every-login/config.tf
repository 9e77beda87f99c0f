# sandbox: --empty
provider "ovhai" {}

resource "ovhai_data_store" "s3" {
  region                 = "GRA"
  alias                  = "features"
  type                   = "s3"
  endpoint               = "https://s3.gra.io.cloud.ovh.net/"
  prefix                 = "2026/"
  credentials_wo         = { s3 = { access_key = "key", secret_key = "not-real", region = "gra" } }
  credentials_wo_version = 1
}

resource "ovhai_data_store" "git" {
  region                 = "BHS"
  alias                  = "code"
  type                   = "git"
  endpoint               = "https://git.example.com/acme/a.git"
  credentials_wo         = { git = { basic_auth = { username = "bot", password = "not-real" } } }
  credentials_wo_version = 1
}

resource "ovhai_data_store" "unreachable" {
  region                 = "GRA"
  alias                  = "later"
  type                   = "git"
  endpoint               = "git@git.example.invalid:acme/a.git"
  credentials_wo         = { git = { ssh_keypair = { private_key = "not-real" } } }
  credentials_wo_version = 1
  skip_connection_check  = true
}
