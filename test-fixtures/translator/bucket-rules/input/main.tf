variable "policies" {
  type = map(string)
}

variable "expiring" {
  type    = map(number)
  default = { tmp = 1, logs = 30 }
}

resource "ovh_cloud_project_storage" "main" {
  region_name = "GRA"
  name        = "shop"
  versioning = {
    status = "enabled"
  }
  # The copy lies far away.
  replication = {
    rules = [
      {
        id     = "copy"
        status = "enabled"
        destination = {
          name   = ovh_cloud_project_storage.copy.name
          region = "RBX"
        }
        filter                    = { prefix = "orders/" }
        delete_marker_replication = "disabled"
      }
    ]
  }
  object_lock = {
    status = "enabled"
    rule   = { mode = "compliance", period = "P1W" }
  }
}

resource "ovh_cloud_project_storage" "copy" {
  region_name = "RBX"
  name        = "shop-copy"
}

resource "ovh_cloud_project_storage_object_bucket_lifecycle_configuration" "main" {
  region_name    = "GRA"
  container_name = ovh_cloud_project_storage.main.name
  rules = [
    {
      id         = "old"
      status     = "enabled"
      filter     = { prefix = "tmp/" } # nobody reads them
      expiration = { days = 7 }
    },
    {
      id          = "archive"
      status      = "enabled"
      transitions = [{ days = 90, storage_class = "STANDARD_IA" }]
    },
  ]
}

resource "ovh_cloud_project_storage_object_bucket_lifecycle_configuration" "blocks" {
  container_name = ovh_cloud_project_storage.copy.name

  rules {
    id     = "first"
    status = "enabled"
  }

  dynamic "rules" {
    for_each = var.expiring

    content {
      id         = rules.key
      status     = "enabled"
      expiration = { days = rules.value }
      filter     = { prefix = "${ovh_cloud_project_storage.main.name}/${rules.key}" }
    }
  }
}

resource "ovh_cloud_project_user" "team" {
  for_each   = var.policies
  role_names = ["objectstore_operator"]
}

resource "ovh_cloud_project_user_s3_credential" "team" {
  for_each = ovh_cloud_project_user.team
  user_id  = each.value.id
}

resource "ovh_cloud_project_user_s3_policy" "team" {
  for_each = var.policies
  user_id  = ovh_cloud_project_user.team[each.key].id
  policy   = each.value
}

resource "ovh_cloud_project_user_s3_policy" "written_out" {
  user_id = ovh_cloud_project_user.team["a"].id
  policy = jsonencode({
    Statement = [{
      Sid      = "read"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["arn:aws:s3:::${ovh_cloud_project_storage.main.name}/*"]
    }]
  })
}

resource "ovh_cloud_project_storage_replication_job" "catch_up" {
  region_name    = "GRA"
  container_name = ovh_cloud_project_storage.main.name
}

data "ovh_cloud_project_storage" "other" {
  region_name = "GRA"
  name        = "other"
}

data "ovh_cloud_project_user_s3_credentials" "all" {
  user_id = "1234"
}

output "keys" {
  value     = { for name, key in ovh_cloud_project_user_s3_credential.team : name => key.access_key_id }
  sensitive = true
}

output "other" {
  value = data.ovh_cloud_project_storage.other.virtual_host
}

output "all_keys" {
  value     = data.ovh_cloud_project_user_s3_credentials.all.access_key_ids
  sensitive = true
}
