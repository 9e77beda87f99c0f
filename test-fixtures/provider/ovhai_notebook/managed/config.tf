# sandbox: --empty
provider "ovhai" {}

resource "ovhai_notebook" "exploration" {
  name   = "exploration"
  region = "GRA"
  environment = {
    framework_id = "pytorch"
    editor_id    = "vscode"
  }
  env                   = { HF_HOME = "/workspace/.cache" }
  secret_env_wo         = { HF_TOKEN = "hf_invented0123456789" }
  secret_env_wo_version = 1
  labels                = { team = "nlp" }
  resources             = { flavor = "ai1-1-gpu" }
  timeout_auto_restart  = true
  backup_retention      = { retained_number = 3, lifetime_in_days = 10 }
  allow_restart         = true
  volumes = [
    {
      mount_path    = "/workspace/data"
      permission    = "RW"
      volume_source = { data_store = { alias = "GRA", container = "datasets" } }
    },
  ]
}

resource "ovhai_notebook" "stopped" {
  name   = "stopped"
  region = "BHS"
  environment = {
    framework_id = "conda"
    editor_id    = "jupyterlab"
  }
  resources = { flavor = "ai1-1-cpu" }
  running   = false
}
