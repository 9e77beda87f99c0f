# sandbox: --empty
provider "ovhai" {}

# Nothing but what must be there.
resource "ovhai_app" "plain" {
  name   = "plain"
  region = "BHS"
  image  = "registry.example.com/web:1"
  resources = {
    flavor = "ai1-1-cpu"
  }
  running = false
}

# Nearly everything.
resource "ovhai_app" "rich" {
  name                  = "rich"
  region                = "GRA"
  image                 = "registry.example.com/ml/server:1"
  command               = ["serve", "--port", "9000"]
  default_http_port     = 9000
  grpc_port             = 9001
  unsecure_http         = true
  env                   = { LOG_LEVEL = "info", EMPTY = "" }
  secret_env_wo         = { DATABASE_PASSWORD = "invented-hunter2" }
  secret_env_wo_version = 1
  labels                = { team = "nlp" }
  resources             = { flavor = "ai1-1-gpu", count = 2 }
  scaling_strategy = {
    automatic = {
      replicas_min = 0
      replicas_max = 3
      custom_metrics = {
        api_url        = "http://<SELF>:6000/metrics"
        format         = "PROMETHEUS"
        value_location = "requests_waiting"
        target_value   = 8.5
      }
    }
  }
  probe               = { path = "/ready" }
  liveness_probe      = { path = "/live", port = 9002, failure_threshold = 5 }
  deployment_strategy = { max_surge = "1", max_unavailable = "0" }
  volumes = [
    {
      mount_path = "/workspace/model"
      permission = "RO"
      cache      = true
      volume_source = {
        data_store = { alias = "GRA", container = "models", prefix = "v3/" }
      }
    },
    {
      mount_path    = "/workspace/scratch"
      permission    = "RW"
      volume_source = { standalone = { name = "scratch" } }
      volume_target = { target_data_store = { alias = "BHS", container = "results" } }
    },
    {
      mount_path    = "/workspace/code"
      permission    = "RO"
      volume_source = { public_git = { url = "https://git.example.com/acme/code.git" } }
    },
  ]
}
