# MirrorMaker 2 run by Strimzi (API kafka.strimzi.io/v1), in the namespace of the Kafka services it copies between. All topics and
# groups of every other cluster are copied to the target; narrow that down in the chart.

locals {
  engine           = "kafkaMirrorMaker"
  scheme           = "http"
  host             = "${var.name}-mirrormaker2-api.${var.namespace}.svc"
  port             = 8083
  ssl_mode         = null
  uri              = "http://${local.host}:${local.port}"
  parameter_prefix = "kafka_mirrormaker."

  values = {
    clusters = var.clusters
    target   = var.target
  }
}

variable "clusters" {
  type        = map(string)
  description = "Names of the Kafka services, by alias"
  default     = {}
}

variable "target" {
  type        = string
  description = "Alias of the cluster that the others are copied to"
}
