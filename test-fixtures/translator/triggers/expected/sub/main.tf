module "there" {
  source = "../modules/ssh_key"

  name       = "there"
  public_key = "ssh-ed25519 AAAA"
}
