# Kafka Connect run by Strimzi (API kafka.strimzi.io/v1), beside the Kafka service it works for: the operator that runs that runs
# this too. Connectors are objects of kind KafkaConnector, or set up through the REST API, as before.

locals {
  engine           = "kafkaConnect"
  scheme           = "http"
  host             = "${var.name}-connect-api.${var.namespace}.svc"
  port             = 8083
  ssl_mode         = null
  uri              = "http://${local.host}:${local.port}"
  parameter_prefix = "kafka_connect."

  values = { kafka = var.kafka }
}

variable "kafka" {
  type        = string
  description = "Name of the Kafka service it works for, in the same namespace"
}
