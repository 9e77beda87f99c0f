mock_provider "ovh" {}

variables {
  project_id   = "0"
  environment  = "dev"
  region       = "GRA11"
  network_id   = "n"
  subnet_id    = "s"
  allowed      = []
  users        = ["api"]
  with_replica = false
}

run "small" {
  command = plan

  assert {
    condition     = ovh_cloud_project_database.fields.plan == "essential"
    error_message = "Development is small."
  }
}
