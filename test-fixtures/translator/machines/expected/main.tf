variable "networks" {
  type = list(object({ id = string, subnet = string }))
}

module "ops" {
  source = "./modules/ssh_key"

  name       = "ops"
  public_key = file("ops.pub")
}

module "web_instance" {
  # What it starts from.
  source = "./modules/virtual_machine"
  count  = 2

  name                = "web-${count.index}"
  size                = var.web_instance_size[count.index]
  image               = var.web_instance_image[count.index]
  ssh_authorized_keys = [module.ops.public_key]
  user_data           = file("web.yaml")
  group               = var.web_instance_group_id
  networks = [
    for network in [for key, value in var.networks : { key = key, value = value }] : {
      public = false
      private = [
        {
          network = [
            {
              id        = network.value.id
              subnet_id = network.value.subnet
            },
          ]
        },
      ]
    }
  ]
  backup = {
    cron     = "0 3 * * *"
    rotation = 7
  }
}

module "jump" {
  source = "./modules/virtual_machine"

  name                = "jump"
  size                = var.jump_size
  image               = var.jump_image
  ssh_authorized_keys = [module.ops.public_key]
  volumes             = [module.data_volume.id]
  networks            = [{ auto_assign_public_ip = true }]
}

module "build" {
  source = "./modules/virtual_machine"

  name                = "build"
  size                = var.build_size
  image               = var.build_image
  ssh_authorized_keys = [file("build.pub")]
  networks = [
    {
      public = true
    },
  ]
}

module "data_volume" {
  source = "./modules/volume"

  name     = "data"
  size_gib = 20
}

module "before" {
  source = "./modules/volume_snapshot"

  name   = "before"
  volume = module.data_volume.id
}

module "data_volume_backup" {
  source = "./modules/backup"

  name    = "data"
  subject = module.data_volume.id
}

module "web_workflow_backup" {
  source = "./modules/backup"

  name     = "web"
  subject  = module.web_instance[0].id
  schedule = "50 4 * * *"
  rotation = 7
}

module "web_instance_snapshot" {
  source = "./modules/virtual_machine_snapshot"

  name    = "web"
  machine = module.web_instance[1].id
}

module "shared_storage_file_share" {
  source = "./modules/volume"

  name         = "shared"
  size_gib     = 100
  access_modes = ["ReadWriteMany"]
}

output "addresses" {
  value = var.web_instance_addresses
}

output "names" {
  value = module.web_instance[*].name
}

output "flavor" {
  value = var.jump_flavor_id
}
