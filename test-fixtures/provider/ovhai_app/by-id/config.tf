provider "ovhai" {}

# Every kind of volume, probe, variable and label that a person wrote.
data "ovhai_app" "classifier" {
  id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
}

# Scales by a custom metric, serves gRPC, has a secret in its command or variables.
data "ovhai_app" "gateway" {
  id = "8839809a-e0c1-59b5-a0f6-95cfaa985907"
}
