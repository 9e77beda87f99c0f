variable "name" {
  type        = string
  description = "Name of the policy"
}

variable "description" {
  type        = string
  description = "What it is for"
  default     = null
}

variable "identities" {
  type        = list(string)
  description = "Whom it is for"
  default     = []
}

variable "resources" {
  type        = any
  description = "What it is about"
  default     = []
}

variable "allow" {
  type        = any
  description = "What is allowed"
  default     = []
}

variable "except" {
  type        = any
  description = "What is not allowed although it falls under that"
  default     = []
}

variable "deny" {
  type        = any
  description = "What is forbidden"
  default     = []
}

variable "permissions_groups" {
  type        = any
  description = "Named sets of rights"
  default     = []
}

variable "conditions" {
  type        = any
  description = "When it holds"
  default     = null
}

variable "expired_at" {
  type        = string
  description = "Until when it holds"
  default     = null
}

variable "rules" {
  type        = list(object({ api_groups = list(string), resources = list(string), verbs = list(string) }))
  description = "The same in words of Kubernetes"
  default     = []
}

variable "groups" {
  type        = list(string)
  description = "Groups of the cluster that have these rights"
  default     = []
}
