terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
    openstack = {
      source = "terraform-provider-openstack/openstack"
    }
  }
}

variable "project_id" {
  type = string
}

variable "region" {
  type = string
}

variable "network_id" {
  type = string
}

variable "amount" {
  type = number
}

variable "ssh_key" {
  type = string
}

resource "ovh_cloud_project_ssh_key" "ops" {
  service_name = var.project_id
  name         = "ops"
  public_key   = var.ssh_key
}

resource "ovh_cloud_project_instance" "bastion" {
  count          = var.amount
  service_name   = var.project_id
  region         = var.region
  name           = "bastion-${count.index}"
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
  user_data = <<-CLOUD
    #cloud-config
    packages: [postgresql-client]
    write_files:
      - path: /etc/harvest
        content: |
          region=${var.region}
          storage=https://s3.gra.io.cloud.ovh.net
    CLOUD
}

resource "openstack_blockstorage_volume_v3" "scratch" {
  count = var.amount
  name  = "scratch-${count.index}"
  size  = 100
}

output "addresses" {
  value = [for bastion in ovh_cloud_project_instance.bastion : bastion.addresses[0].ip]
}
