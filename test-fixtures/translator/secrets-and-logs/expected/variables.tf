variable "api_store" {
  type        = string
  description = "Name of the ClusterSecretStore"
}

variable "api_version_data" {
  type        = string
  description = "Value of the secret, as JSON; better let pods read it from the Secret"
  sensitive   = true
}

variable "client_issuer" {
  type        = string
  description = "Name of the ClusterIssuer"
}

variable "client_private_key_pem" {
  type        = string
  description = "Its key, in PEM form; better read it from the Secret"
  sensitive   = true
}

variable "month_retention_id" {
  type        = string
  description = "How long logs can be searched, as the new store names it"
  default     = null
}

variable "orders_dbaas_logs_output_opensearch_index_name" {
  type        = string
  description = "Name of the index or alias at the new OpenSearch"
}

variable "token_store" {
  type        = map(string)
  description = "Name of the ClusterSecretStore"
}

variable "web_dbaas_logs_input_endpoint" {
  type        = string
  description = "URL of the store"
}
