# Where logs go and how long they stay. This module makes nothing: the store of the new platform reads its output, senders
# take the tenant from it.

locals {
  tenant = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}
