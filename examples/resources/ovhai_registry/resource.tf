variable "robot_password" {
  type      = string
  ephemeral = true
}

resource "ovhai_registry" "images" {
  region   = "GRA"
  url      = "registry.example.com"
  username = "robot"

  password_wo         = var.robot_password
  password_wo_version = 1
}

resource "ovhai_registry" "images_bhs" {
  region   = "BHS"
  url      = "registry.example.com"
  username = "robot"

  password_wo         = var.robot_password
  password_wo_version = 1
}
