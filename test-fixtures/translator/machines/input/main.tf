variable "networks" {
  type = list(object({ id = string, subnet = string }))
}

data "ovh_cloud_instance_flavors" "all" {
  service_name = "0123456789abcdef0123456789abcdef"
  region       = "GRA11"
}

data "ovh_cloud_project_images" "debian" {
  region  = "GRA11"
  os_type = "linux"
}

resource "ovh_cloud_project_ssh_key" "ops" {
  name       = "ops"
  public_key = file("ops.pub")
}

resource "ovh_cloud_project_instance" "web" {
  count          = 2
  region         = "GRA11"
  billing_period = "hourly"
  name           = "web-${count.index}"

  # What it starts from.
  boot_from {
    image_id = data.ovh_cloud_project_images.debian.images[0].id
  }

  flavor {
    flavor_id = "0a1b2c3d-0000-4000-8000-000000000001"
  }

  ssh_key {
    name = ovh_cloud_project_ssh_key.ops.name
  }

  group {
    group_id = ovh_cloud_instance_group.web.id
  }

  dynamic "network" {
    for_each = var.networks

    content {
      public = false

      private {
        network {
          id        = network.value.id
          subnet_id = network.value.subnet
        }
      }
    }
  }

  auto_backup {
    cron     = "0 3 * * *"
    rotation = 7
  }

  user_data = file("web.yaml")
}

resource "ovh_cloud_instance" "jump" {
  service_name = "0123456789abcdef0123456789abcdef"
  region       = "GRA11"
  name         = "jump"
  flavor_id    = one([for flavor in data.ovh_cloud_instance_flavors.all.flavors : flavor.id if flavor.name == "b3-8"])
  image_id     = "0a1b2c3d-0000-4000-8000-000000000002"
  ssh_key_name = ovh_cloud_project_ssh_key.ops.name
  networks     = [{ auto_assign_public_ip = true }]
  volume_ids   = [ovh_cloud_project_volume.data.id]
}

resource "ovh_cloud_project_instance" "build" {
  region         = "GRA11"
  billing_period = "hourly"
  name           = "build"

  boot_from {
    image_id = "0a1b2c3d-0000-4000-8000-000000000002"
  }

  flavor {
    flavor_id = "0a1b2c3d-0000-4000-8000-000000000001"
  }

  ssh_key_create {
    name       = "build"
    public_key = file("build.pub")
  }

  network {
    public = true
  }
}

resource "ovh_cloud_instance_group" "web" {
  service_name = "0123456789abcdef0123456789abcdef"
  region       = "GRA11"
  name         = "web"
  policy       = "anti-affinity"
}

resource "ovh_cloud_project_volume" "data" {
  region_name = "GRA11"
  name        = "data"
  size        = 20
}

resource "ovh_cloud_storage_block_volume_snapshot" "before" {
  service_name = "0123456789abcdef0123456789abcdef"
  region       = "GRA11"
  name         = "before"
  volume_id    = ovh_cloud_project_volume.data.id
}

resource "ovh_cloud_project_volume_backup" "data" {
  region_name = "GRA11"
  name        = "data"
  volume_id   = ovh_cloud_project_volume.data.id
}

resource "ovh_cloud_project_workflow_backup" "web" {
  region_name = "GRA11"
  name        = "web"
  cron        = "50 4 * * *"
  instance_id = ovh_cloud_project_instance.web[0].id
  rotation    = 7
}

resource "ovh_cloud_project_instance_snapshot" "web" {
  instance_id = ovh_cloud_project_instance.web.1.id
  name        = "web"
}

resource "ovh_cloud_storage_file_share" "shared" {
  service_name     = "0123456789abcdef0123456789abcdef"
  region           = "GRA11"
  name             = "shared"
  protocol         = "NFS"
  share_type       = "standard"
  size             = 100
  share_network_id = ovh_cloud_storage_file_share_network.shared.id
}

resource "ovh_cloud_storage_file_share_network" "shared" {
  service_name = "0123456789abcdef0123456789abcdef"
  region       = "GRA11"
  name         = "shared"
  network_id   = "0a1b2c3d-0000-4000-8000-000000000003"
  subnet_id    = "0a1b2c3d-0000-4000-8000-000000000004"
}

output "addresses" {
  value = ovh_cloud_project_instance.web[*].addresses
}

output "names" {
  value = ovh_cloud_project_instance.web.*.name
}

output "flavor" {
  value = ovh_cloud_instance.jump.flavor_id
}
