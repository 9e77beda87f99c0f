module "pg" {
  source = "../postgresql"

  name           = "pg"
  engine_version = "16"
  instances      = 1
  memory_gib     = 4
}
