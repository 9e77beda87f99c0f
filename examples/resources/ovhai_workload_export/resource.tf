data "ovhai_inventory" "apps" {}

resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.apps.revision

  profile = {
    namespace = "ml"
    domain    = "apps.example.com"
  }
}

output "needs_a_person" {
  value = ovhai_workload_export.exit.open_findings
}
