data "ovhai_capabilities" "here" {}

output "gpu_flavors" {
  value = {
    for region in data.ovhai_capabilities.here.regions :
    region.id => [for flavor in region.flavors : flavor.id if flavor.type == "gpu"]
  }
}
