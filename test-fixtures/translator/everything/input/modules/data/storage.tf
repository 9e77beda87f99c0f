locals {
  buckets = {
    fields  = { versioned = true }
    models  = { versioned = true }
    scratch = { versioned = false }
  }
  accounts = toset(["etl", "models"])
}

resource "ovh_cloud_project_storage" "buckets" {
  for_each     = local.buckets
  service_name = var.project_id
  region_name  = "GRA"
  name         = "harvest-${each.key}-${var.environment}"
  versioning = {
    status = each.value.versioned ? "enabled" : "disabled"
  }
  encryption = {
    sse_algorithm = "AES256"
  }
}

resource "ovh_cloud_project_user" "storage" {
  for_each     = local.accounts
  service_name = var.project_id
  description  = "${each.key} (${var.environment})"
  role_names   = ["objectstore_operator"]
}

resource "ovh_cloud_project_user_s3_credential" "storage" {
  for_each     = ovh_cloud_project_user.storage
  service_name = each.value.service_name
  user_id      = each.value.id
}

resource "ovh_cloud_project_user_s3_policy" "storage" {
  for_each     = ovh_cloud_project_user.storage
  service_name = var.project_id
  user_id      = each.value.id
  policy = jsonencode({
    Statement = [{
      Sid    = "rw"
      Effect = "Allow"
      Action = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
      Resource = flatten([
        for bucket in ovh_cloud_project_storage.buckets :
        ["arn:aws:s3:::${bucket.name}", "arn:aws:s3:::${bucket.name}/*"]
      ])
    }]
  })
}

resource "ovh_cloud_project_storage_object_bucket_lifecycle_configuration" "scratch" {
  service_name   = var.project_id
  region_name    = "GRA"
  container_name = ovh_cloud_project_storage.buckets["scratch"].name
  rules = [{
    id         = "expire"
    status     = "enabled"
    expiration = { days = 7 }
    filter     = { prefix = "tmp/" }
  }]
}
