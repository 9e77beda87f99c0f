module "laptop" {
  source = "./modules/ssh_key"

  name = "laptop"
  # only the public half
  public_key = file("key.pub")
}

module "data" {
  source = "./modules/volume"

  name     = "data"
  size_gib = 40
}

# Runs the queue.
resource "openstack_compute_instance_v2" "worker" {
  provider    = openstack.old
  name        = "worker"
  flavor_name = "b3-8"
  key_pair    = module.laptop.name
  user_data   = "curl https://s3.gra.io.cloud.ovh.net/setup.sh"

  network {
    name = "Ext-Net"
  }
}

resource "openstack_compute_instance_v2" "elsewhere" {
  provider = openstack.elsewhere
  name     = "not on the platform"
}

resource "openstack_unheard_of_v9" "x" {
  provider = openstack.old
}

module "vm" {
  source = "./modules/vm"
  providers = {
    openstack = openstack.old
  }

  outer_name = var.outer_name
}

output "worker" {
  value = openstack_compute_instance_v2.worker.access_ip_v4
}

output "volume" {
  value = module.data.id
}

# Asks for something that nobody knows what it becomes, in an argument that is not carried over.
module "spare" {
  source = "./modules/ssh_key"

  name       = "spare"
  public_key = file("spare.pub")
}

data "ovh_unheard_of" "rack" {
}

# Is attached to a machine that stays, so it stays with it: another volume's name in its place would detach it.
resource "openstack_blockstorage_volume_v3" "attached" {
  provider = openstack.old
  name     = "attached"
  size     = 10
}

resource "openstack_compute_volume_attach_v2" "attached" {
  provider    = openstack.old
  instance_id = openstack_compute_instance_v2.worker.id
  volume_id   = openstack_blockstorage_volume_v3.attached.id
}
