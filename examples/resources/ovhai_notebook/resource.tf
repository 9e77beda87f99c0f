resource "ovhai_notebook" "exploration" {
  name   = "exploration"
  region = "GRA"

  environment = {
    framework_id = "pytorch"
    editor_id    = "jupyterlab"
  }

  resources = {
    flavor = "ai1-1-gpu"
  }

  env = {
    HF_HOME = "/workspace/.cache"
  }

  backup_retention = {
    retained_number = 5
  }

  # Changes may stop and start it.
  allow_restart = true
}
