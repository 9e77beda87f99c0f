module "data" {
  source = "./modules/volume"
  count  = 2

  name = "Data_${count.index}"
  # GB
  size_gib = 15
}

module "ops_ssh_key" {
  source = "./modules/ssh_key"

  name       = "ops"
  public_key = file("ops.pub")
}

module "ops_ssh_key_2" {
  source = "./modules/ssh_key"

  name       = "ops"
  public_key = file("ops.pub")
}

output "volumes" {
  value = module.data[*].id
}

output "key" {
  value = "${module.ops_ssh_key.public_key} ${var.ops_ssh_key_2_created_at}"
}
