resource "ovh_cloud_project_volume" "data" {
  count        = 2
  service_name = "0123456789abcdef0123456789abcdef"
  region_name  = "GRA11"
  name         = "Data_${count.index}"
  size         = 15 # GB
  type         = "high-speed"
  nonsense     = true
}

resource "ovh_cloud_project_ssh_key" "ops" {
  name       = "ops"
  public_key = file("ops.pub")
}

resource "ovh_cloud_ssh_key" "ops" {
  name       = "ops"
  public_key = file("ops.pub")
}

output "volumes" {
  value = ovh_cloud_project_volume.data[*].id
}

output "key" {
  value = "${ovh_cloud_project_ssh_key.ops.public_key} ${ovh_cloud_ssh_key.ops.created_at}"
}
