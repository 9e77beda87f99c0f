resource "ovh_cloud_project_ssh_key" "there" {
  name       = "there"
  public_key = "ssh-ed25519 AAAA"
}
