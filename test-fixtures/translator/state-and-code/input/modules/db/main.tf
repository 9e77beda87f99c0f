resource "ovh_cloud_project_ssh_key" "key" {
  name       = "db"
  public_key = "ssh-ed25519 AAAA"
}
