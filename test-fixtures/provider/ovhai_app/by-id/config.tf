provider "ovhai" {}

# Scales by CPU, with probes, labels and two kinds of volume.
data "ovhai_app" "classifier" {
  id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
}

# Serves gRPC on a GPU, with a secret variable.
data "ovhai_app" "gateway" {
  id = "8839809a-e0c1-59b5-a0f6-95cfaa985907"
}
