# Builds the old images until the last field station has been updated.
module "builder" {
  source = "../modules/virtual_machine"

  name                = "builder"
  size                = var.builder_size
  image               = var.builder_image
  ssh_authorized_keys = [module.build.public_key]
  networks = [
    {
      public = true
    },
  ]
}
