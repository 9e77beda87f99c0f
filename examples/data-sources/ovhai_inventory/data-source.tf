data "ovhai_inventory" "all" {}

output "what_runs" {
  value = data.ovhai_inventory.all.counts
}
