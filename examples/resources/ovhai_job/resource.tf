resource "ovhai_job" "training" {
  name    = "train-baseline"
  region  = "GRA"
  image   = "registry.example.com/ml/train:3.2"
  command = ["python", "train.py", "--epochs", "20", "--out", "/workspace/out"]
  timeout = 86400

  labels = {
    experiment = "baseline"
  }

  resources = {
    flavor = "ai1-1-gpu"
  }

  volumes = [
    {
      mount_path = "/workspace/data"
      permission = "RO"
      volume_source = {
        data_store = {
          alias     = "GRA"
          container = "datasets"
          prefix    = "images/"
        }
      }
    },
    {
      mount_path = "/workspace/out"
      permission = "RW"
      volume_source = {
        data_store = {
          alias     = "GRA"
          container = "results"
        }
      }
    },
  ]

  # What depends on it starts when it is done.
  wait_for = "finished"
}
