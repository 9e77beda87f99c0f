# Builds the old images until the last field station has been updated.
resource "ovh_cloud_project_instance" "builder" {
  service_name   = var.project_id
  region         = "GRA11"
  name           = "builder"
  billing_period = "monthly"
  flavor {
    flavor_id = "c3-4"
  }
  boot_from {
    image_id = "debian-12"
  }
  ssh_key {
    name = ovh_cloud_project_ssh_key.build.name
  }
  network {
    public = true
  }
}
