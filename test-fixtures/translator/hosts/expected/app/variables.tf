variable "model_host" {
  type        = string
  description = "Host that answers requests to models, without a scheme"
}
