terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
    helm = {
      source  = "hashicorp/helm"
      version = ">= 2.12, < 4.0"
    }
  }
}

resource "ovh_cloud_project_ssh_key" "ops" {
  name       = "ops"
  public_key = "ssh-ed25519 AAAAexample ops"
}

# Its key is known by name where it is now only, so it waits for the key.
resource "ovh_cloud_project_instance" "jump" {
  service_name   = "0123456789abcdef0123456789abcdef"
  region         = "GRA11"
  name           = "jump"
  billing_period = "hourly"

  flavor {
    flavor_id = "b3-8"
  }
  boot_from {
    image_id = "debian-12"
  }
  ssh_key {
    name = ovh_cloud_project_ssh_key.ops.name
  }
  network {
    public = true
  }
}

# This one brings its own.
module "builder" {
  source = "./modules/virtual_machine"

  name                = "builder"
  size                = var.builder_size
  image               = var.builder_image
  ssh_authorized_keys = ["ssh-ed25519 AAAAexample builder"]
  networks = [
    {
      public = true
    },
  ]
}
