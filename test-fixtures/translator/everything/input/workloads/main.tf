terraform {
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.36"
    }
  }
  backend "s3" {
    bucket                      = "harvest-tfstate"
    key                         = "workloads/terraform.tfstate"
    region                      = "gra"
    endpoints                   = { s3 = "https://s3.gra.io.cloud.ovh.net" }
    skip_credentials_validation = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
  }
}

data "terraform_remote_state" "platform" {
  backend = "s3"
  config = {
    bucket                      = "harvest-tfstate"
    key                         = "prod/terraform.tfstate"
    region                      = "gra"
    endpoints                   = { s3 = "https://s3.gra.io.cloud.ovh.net" }
    skip_credentials_validation = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
  }
}

provider "kubernetes" {
  host                   = data.terraform_remote_state.platform.outputs.access.host
  cluster_ca_certificate = base64decode(data.terraform_remote_state.platform.outputs.access.cluster_ca_certificate)
  client_certificate     = base64decode(data.terraform_remote_state.platform.outputs.access.client_certificate)
  client_key             = base64decode(data.terraform_remote_state.platform.outputs.access.client_key)
}

resource "kubernetes_config_map_v1" "settings" {
  metadata {
    name      = "settings"
    namespace = "models"
  }
  data = {
    DATABASE_HOST = data.terraform_remote_state.platform.outputs.database_host
    S3_ENDPOINT   = "https://s3.gra.io.cloud.ovh.net"
    LLM_BASE_URL  = "https://oai.endpoints.kepler.ai.cloud.ovh.net/v1"
  }
}
