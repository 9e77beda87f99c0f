# Everything the project has. Fails if any part cannot be read, and says which right is missing.
data "ovhai_inventory" "all" {}

output "what_is_there" {
  value = data.ovhai_inventory.all.counts
}

# What would be lost without anybody noticing: nothing uses it.
output "orphans" {
  value = data.ovhai_inventory.all.orphans
}

# What workloads refer to and is not there.
output "missing" {
  value = [for edge in data.ovhai_inventory.all.edges : "${edge.from} ${edge.relation} ${edge.to}" if edge.missing]
}

# Only one team's workloads, for an export of them. Fewer rights suffice.
data "ovhai_inventory" "nlp" {
  select = {
    kinds          = ["app", "job"]
    label_selector = "team=nlp"
    finished_jobs  = false
  }
}
