provider "ovhai" {}

# Stopped, with a secret variable and backups.
data "ovhai_notebook" "fraud" {
  id              = "421658c2-0048-5065-b89c-5af5054557b2"
  include_backups = true
}

# Attached to a quantum framework; backups are not asked for.
data "ovhai_notebook" "quantum" {
  id = "ab3fbb04-c06a-5cf2-a546-e528b55ccc70"
}
