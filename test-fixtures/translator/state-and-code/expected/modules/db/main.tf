module "key" {
  source = "../ssh_key"

  name       = "db"
  public_key = "ssh-ed25519 AAAA"
}
