variable "database_password" {
  type      = string
  ephemeral = true
}

resource "ovhai_app" "classifier" {
  name   = "text-classifier"
  region = "GRA"
  image  = "registry.example.com/ml/text-classifier:1.4.2"

  env = {
    LOG_LEVEL = "info"
    MODEL_DIR = "/workspace/model"
  }

  # Sent, and kept in no state. A raised version sends it again.
  secret_env_wo = {
    DATABASE_PASSWORD = var.database_password
  }
  secret_env_wo_version = 1

  labels = {
    team = "nlp"
  }

  resources = {
    flavor = "ai1-1-cpu"
    count  = 2
  }

  scaling_strategy = {
    automatic = {
      replicas_min         = 2
      replicas_max         = 6
      average_usage_target = 75
    }
  }

  probe = {
    path = "/health"
  }

  volumes = [
    {
      mount_path = "/workspace/model"
      permission = "RO"
      cache      = true
      volume_source = {
        data_store = {
          alias     = "models-s3"
          container = "prod-models"
          prefix    = "text-classifier/v3/"
        }
      }
    },
  ]
}

output "url" {
  value = ovhai_app.classifier.url
}
