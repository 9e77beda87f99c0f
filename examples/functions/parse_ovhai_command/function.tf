variable "tag" {
  type    = string
  default = "1.4.2"
}

locals {
  command = provider::ovhai::parse_ovhai_command(
    <<-EOT
      ovhai app run registry.example.com/ml/text-classifier:$TAG \
        --name text-classifier --flavor ai1-1-cpu --cpu 2 \
        --env LOG_LEVEL=info --label team=nlp \
        --volume prod-models@GRA/v3:/workspace/model:ro:cache \
        --replicas 2 --probe-path /health
    EOT
    ,
    { region = "GRA", variables = { TAG = var.tag } }
  )
  app = local.command.app
}

resource "ovhai_app" "classifier" {
  name             = local.app.name
  region           = local.app.region
  image            = local.app.image
  env              = local.app.env
  labels           = local.app.labels
  resources        = local.app.resources
  volumes          = local.app.volumes
  scaling_strategy = local.app.scaling_strategy
  probe            = local.app.probe

  lifecycle {
    precondition {
      condition     = length(local.command.findings) == 0
      error_message = "The command says more than could be read: ${jsonencode(local.command.findings)}"
    }
  }
}
