variable "db_engine_version" {
  type        = string
  description = "Release of the engine; main.tf says how it is read"
}

variable "each_object" {
  type        = map(any)
  description = "What the old platform gave, as one object; it had assign, cart_id, description, expire, items, read_only"
}

variable "k_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "k_region" {
  type        = string
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = null
}

variable "lan_id" {
  type        = string
  description = "Id of the network on the new platform; null if nothing there needs one"
  default     = null
}

variable "lan_ids" {
  type        = map(string)
  description = "Id of the network on the new platform, by each region that the configuration looks for"
}

variable "me_object" {
  type        = any
  description = "What the old platform gave, as one object; it had address, area, birth_city, birth_day, city, company_national_identification_number, corporation_type, country, currency, customer_code, email, fax, firstname, italian_sdi, language, legalform, name, national_identification_number, nichandle, organisation, phone, phone_country, sex, spare_email, state, urn, vat, zip"
}

variable "open_connection" {
  type        = map(object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) }))
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "open_region" {
  type        = map(string)
  description = "Where it lies on the new platform; null if there is nothing to choose"
  default     = {}
}

variable "plan_object" {
  type        = any
  description = "What the old platform gave, as one object; it had code, created_at, features, id, name, plan_name, region, registry_limits, service_name, updated_at"
}

variable "read_connection" {
  type        = object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })
  description = "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token"
  sensitive   = true
}

variable "several_engine_version" {
  type        = map(string)
  description = "Release of the engine; main.tf says how it is read"
}

variable "vrack_id" {
  type        = string
  description = "Id of the private connection on the new platform; null if nothing there needs one"
  default     = null
}

variable "vrack_name" {
  type        = string
  description = "Name of the private connection"
  default     = null
}

variable "vrack_service_name" {
  type        = string
  description = "Id of the private connection on the new platform; null if nothing there needs one"
  default     = null
}
