# Rules for how long objects of a bucket stay, at any endpoint that speaks the S3 protocol. The provider "aws" must be configured
# for that endpoint.

locals {
  is_more = { for rule in var.rules : rule.id => try(rule.filter.tags, null) != null || try(rule.filter.object_size_greater_than, null) != null || try(rule.filter.object_size_less_than, null) != null }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = var.bucket

  dynamic "rule" {
    for_each = var.rules

    content {
      id     = rule.value.id
      status = title(rule.value.status)

      # A prefix stands alone; more than that stands together.
      filter {
        prefix = local.is_more[rule.value.id] ? null : try(coalesce(rule.value.filter.prefix, ""), "")

        dynamic "and" {
          for_each = local.is_more[rule.value.id] ? [rule.value.filter] : []

          content {
            prefix                   = and.value.prefix
            object_size_greater_than = and.value.object_size_greater_than
            object_size_less_than    = and.value.object_size_less_than
            tags                     = and.value.tags
          }
        }
      }

      dynamic "expiration" {
        for_each = rule.value.expiration == null ? [] : [rule.value.expiration]

        content {
          days                         = expiration.value.days
          date                         = expiration.value.date
          expired_object_delete_marker = expiration.value.expired_object_delete_marker
        }
      }

      dynamic "noncurrent_version_expiration" {
        for_each = rule.value.noncurrent_version_expiration == null ? [] : [rule.value.noncurrent_version_expiration]

        content {
          noncurrent_days           = noncurrent_version_expiration.value.noncurrent_days
          newer_noncurrent_versions = noncurrent_version_expiration.value.newer_noncurrent_versions
        }
      }

      dynamic "abort_incomplete_multipart_upload" {
        for_each = rule.value.abort_incomplete_multipart_upload == null ? [] : [rule.value.abort_incomplete_multipart_upload]

        content {
          days_after_initiation = abort_incomplete_multipart_upload.value.days_after_initiation
        }
      }

      dynamic "transition" {
        for_each = rule.value.transitions

        content {
          days          = transition.value.days
          date          = transition.value.date
          storage_class = transition.value.storage_class
        }
      }

      dynamic "noncurrent_version_transition" {
        for_each = rule.value.noncurrent_version_transitions

        content {
          noncurrent_days           = noncurrent_version_transition.value.noncurrent_days
          newer_noncurrent_versions = noncurrent_version_transition.value.newer_noncurrent_versions
          storage_class             = noncurrent_version_transition.value.storage_class
        }
      }
    }
  }
}
