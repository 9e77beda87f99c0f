variable "backup" {
  type        = object({ time = string })
  description = "When backups start each day, as HH:MM or HH:MM:SS; null for none"
  default     = null
}

variable "backup_store" {
  type = object({
    destination = string
    endpoint    = string
    secret      = string
  })
  description = "Where backups go: s3:// address, URL of the endpoint, and the Secret with the keys; without one there are none"
  default     = null
}

locals {
  # S3 addresses are bucket and folder.
  backup_path = var.backup_store == null ? [] : split("/", trimprefix(var.backup_store.destination, "s3://"))

  backup = var.backup == null || var.backup_store == null ? null : {
    destination = var.backup_store.destination
    bucket      = local.backup_path[0]
    prefix      = trim(join("/", slice(local.backup_path, 1, length(local.backup_path))), "/")
    endpoint    = var.backup_store.endpoint
    secret      = var.backup_store.secret
    hour        = tonumber(split(":", var.backup.time)[0])
    minute      = tonumber(split(":", var.backup.time)[1])
  }
}
