terraform {
  # Bucket created by hand, once.
  backend "s3" {
    bucket = "harvest-tfstate"
    key    = "prod/terraform.tfstate"
    region = "gra"
    endpoints = {
      s3 = "https://s3.gra.io.cloud.ovh.net"
    }
    skip_credentials_validation = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
    skip_s3_checksum            = true
  }
}
