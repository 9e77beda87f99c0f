terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
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
resource "ovh_cloud_project_instance" "builder" {
  service_name   = "0123456789abcdef0123456789abcdef"
  region         = "GRA11"
  name           = "builder"
  billing_period = "hourly"

  flavor {
    flavor_id = "b3-8"
  }
  boot_from {
    image_id = "debian-12"
  }
  ssh_key_create {
    name       = "builder"
    public_key = "ssh-ed25519 AAAAexample builder"
  }
  network {
    public = true
  }
}
