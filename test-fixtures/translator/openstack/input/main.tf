resource "openstack_compute_keypair_v2" "laptop" {
  provider   = openstack.old
  name       = "laptop"
  public_key = file("key.pub") # only the public half
  region     = "GRA11"
}

resource "openstack_blockstorage_volume_v3" "data" {
  provider    = openstack.old
  name        = "data"
  size        = 40
  volume_type = "high-speed"
}

# Runs the queue.
resource "openstack_compute_instance_v2" "worker" {
  provider    = openstack.old
  name        = "worker"
  flavor_name = "b3-8"
  key_pair    = openstack_compute_keypair_v2.laptop.name
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
}

output "worker" {
  value = openstack_compute_instance_v2.worker.access_ip_v4
}

output "volume" {
  value = openstack_blockstorage_volume_v3.data.id
}

# Asks for something that nobody knows what it becomes, in an argument that is not carried over.
resource "openstack_compute_keypair_v2" "spare" {
  provider    = openstack.old
  name        = "spare"
  public_key  = file("spare.pub")
  value_specs = { "rack" = data.ovh_unheard_of.rack.name }
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
