locals {
  buckets = {
    fields  = { versioned = true }
    models  = { versioned = true }
    scratch = { versioned = false }
  }
  accounts = toset(["etl", "models"])
}

module "buckets" {
  source   = "../bucket"
  for_each = local.buckets

  name       = "harvest-${each.key}-${var.environment}"
  endpoint   = var.buckets_endpoint[each.key]
  region     = try(var.buckets_region[each.key], null)
  versioning = each.value.versioned ? "enabled" : "disabled"
  encryption = "AES256"
}

module "storage_s3_policy" {
  source   = "../s3_policy"
  for_each = { for key, value in local.accounts : key => { id = try(var.storage_user_id[key], null) } }

  identity = each.value.id
  policy = jsonencode({
    Statement = [{
      Sid    = "rw"
      Effect = "Allow"
      Action = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
      Resource = flatten([
        for bucket in module.buckets :
        ["arn:aws:s3:::${bucket.name}", "arn:aws:s3:::${bucket.name}/*"]
      ])
    }]
  })
}

module "scratch" {
  source = "../bucket_lifecycle"

  bucket = module.buckets["scratch"].name
  rules = [{
    id         = "expire"
    status     = "enabled"
    expiration = { days = 7 }
    filter     = { prefix = "tmp/" }
  }]
}
