data "ovhai_notebook" "fraud" {
  id              = "421658c2-0048-5065-b89c-5af5054557b2"
  include_backups = true
}

output "workspace" {
  value = {
    bytes   = data.ovhai_notebook.fraud.workspace.storage_used
    backups = [for backup in data.ovhai_notebook.fraud.backups : backup.created_at]
  }
}
