variable "policies" {
  type = map(string)
}

variable "expiring" {
  type    = map(number)
  default = { tmp = 1, logs = 30 }
}

module "main_bucket" {
  source = "./modules/bucket"

  name       = "shop"
  endpoint   = var.main_bucket_endpoint
  region     = var.main_bucket_region
  versioning = "enabled"
  object_lock = {
    mode = "COMPLIANCE"
    days = 7
  }
  # The copy lies far away.
  replication = {
    rules = [
      {
        id     = "copy"
        status = "enabled"
        destination = {
          name   = module.copy.name
          region = "RBX"
        }
        filter                    = { prefix = "orders/" }
        delete_marker_replication = "disabled"
      }
    ]
  }
}

module "copy" {
  source = "./modules/bucket"

  name     = "shop-copy"
  endpoint = var.copy_endpoint
  region   = var.copy_region
}

module "main_storage_object_bucket_lifecycle_configuration" {
  source = "./modules/bucket_lifecycle"

  bucket = module.main_bucket.name
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

module "blocks" {
  source = "./modules/bucket_lifecycle"

  bucket = module.copy.name
  rules = concat(
    [
      {
        id     = "first"
        status = "enabled"
      },
    ],
    [
      for rules in [for key, value in var.expiring : { key = key, value = value }] : {
        id         = rules.key
        status     = "enabled"
        expiration = { days = rules.value }
        filter     = { prefix = "${module.main_bucket.name}/${rules.key}" }
      }
    ]
  )
}

module "team_s3_policy" {
  source   = "./modules/s3_policy"
  for_each = var.policies

  identity = try(var.team_user_id[each.key], null)
  policy   = each.value
}

module "written_out" {
  source = "./modules/s3_policy"

  identity = try(var.team_user_id["a"], null)
  policy = jsonencode({
    Statement = [{
      Sid      = "read"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["arn:aws:s3:::${module.main_bucket.name}/*"]
    }]
  })
}

module "catch_up" {
  source = "./modules/bucket_sync"

  from_bucket = module.main_bucket.name
  to_bucket   = var.catch_up_to_bucket
  secret      = var.catch_up_secret
}

output "keys" {
  value     = { for name, key in { for key, value in var.policies : key => { access_key_id = var.team_s3_credential_access_key_id[key] } } : name => key.access_key_id }
  sensitive = true
}

output "other" {
  value = var.other_virtual_host
}

output "all_keys" {
  value     = var.all_access_key_ids
  sensitive = true
}
