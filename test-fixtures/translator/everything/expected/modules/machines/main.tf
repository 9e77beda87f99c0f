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

module "ops" {
  source = "../ssh_key"

  name       = "ops"
  public_key = var.ssh_key
}

module "bastion" {
  source = "../virtual_machine"
  count  = var.amount

  name                = "bastion-${count.index}"
  size                = var.bastion_size[count.index]
  image               = var.bastion_image[count.index]
  ssh_authorized_keys = [module.ops.public_key]
  user_data           = <<-CLOUD
    #cloud-config
    packages: [postgresql-client]
    write_files:
      - path: /etc/harvest
        content: |
          region=${var.region}
          storage=https://${var.s3_host}
    CLOUD
  networks = [
    {
      public = true
    },
  ]
}

module "scratch" {
  source = "../volume"
  count  = var.amount

  name     = "scratch-${count.index}"
  size_gib = 100
}

output "addresses" {
  value = [for bastion in [for index, object in module.bastion : merge(object, { addresses = var.bastion_addresses[index] })] : bastion.addresses[0].ip]
}
