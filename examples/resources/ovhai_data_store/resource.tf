variable "s3_keys" {
  type      = object({ access = string, secret = string })
  ephemeral = true
}

variable "git_token" {
  type      = string
  ephemeral = true
}

resource "ovhai_data_store" "models" {
  region   = "GRA"
  alias    = "models-s3"
  type     = "s3"
  endpoint = "https://s3.gra.io.cloud.ovh.net/"

  credentials_wo = {
    s3 = {
      access_key = var.s3_keys.access
      secret_key = var.s3_keys.secret
      region     = "gra"
    }
  }
  credentials_wo_version = 1
}

resource "ovhai_data_store" "code" {
  region   = "GRA"
  alias    = "private-code"
  type     = "git"
  endpoint = "https://git.example.com/acme/private.git"

  credentials_wo = {
    git = {
      basic_auth = {
        username = "bot"
        password = var.git_token
      }
    }
  }
  credentials_wo_version = 1
}
