# sandbox: --empty
provider "ovhai" {}

resource "ovhai_job" "training" {
  name                  = "training"
  region                = "GRA"
  image                 = "registry.example.com/ml/train:1"
  command               = ["sleep", "infinity"]
  env                   = { EPOCHS = "20" }
  secret_env_wo         = { WANDB_API_KEY = "invented-hunter2" }
  secret_env_wo_version = 1
  labels                = { experiment = "baseline" }
  resources             = { flavor = "ai1-1-cpu", count = 4 }
  ssh_public_keys       = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIInventedKeyOfNobody000000000000000000000 me@example"]
  timeout               = 3600
  timeout_auto_restart  = true
  volumes = [
    {
      mount_path    = "/workspace/out"
      permission    = "RWD"
      volume_source = { data_store = { alias = "GRA", container = "results" } }
    },
  ]
}

resource "ovhai_job" "plain" {
  name      = "plain"
  region    = "GRA"
  image     = "registry.example.com/ml/train:1"
  command   = ["exit", "0"]
  resources = { flavor = "ai1-1-cpu" }
  wait_for  = "finished"
}
