provider "ovhai" {}

data "ovhai_logs" "app" {
  kind = "app"
  id   = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
}

data "ovhai_logs" "replica" {
  kind    = "app"
  id      = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
  replica = "1"
}

data "ovhai_logs" "job" {
  kind = "job"
  id   = "a8702dbb-be22-56a5-9d4b-f0f5224aad6d"
}

# Only the end of it.
data "ovhai_logs" "notebook" {
  kind  = "notebook"
  id    = "421658c2-0048-5065-b89c-5af5054557b2"
  lines = 1
}
