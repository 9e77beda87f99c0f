# A bucket at any endpoint that speaks the S3 protocol. The provider "aws" must be configured for that endpoint: see
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/custom-service-endpoints

resource "aws_s3_bucket" "this" {
  bucket              = var.name
  object_lock_enabled = var.object_lock != null
  tags                = var.tags
}

resource "aws_s3_bucket_versioning" "this" {
  count  = var.versioning == null ? 0 : 1
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = title(var.versioning)
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count  = var.encryption == null || var.encryption == "plaintext" ? 0 : 1
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = var.encryption
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  count  = try(var.object_lock.mode, null) == null ? 0 : 1
  bucket = aws_s3_bucket.this.id

  rule {
    default_retention {
      mode = var.object_lock.mode
      days = var.object_lock.days
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count  = var.replication == null ? 0 : 1
  bucket = aws_s3_bucket.this.id
  role   = var.replication_role

  dynamic "rule" {
    for_each = var.replication.rules

    content {
      id       = rule.value.id
      status   = title(rule.value.status)
      priority = rule.value.priority

      filter {
        prefix = try(rule.value.filter.tags, null) == null ? try(rule.value.filter.prefix, null) : null

        dynamic "and" {
          for_each = try(rule.value.filter.tags, null) == null ? [] : [rule.value.filter]

          content {
            prefix = and.value.prefix
            tags   = and.value.tags
          }
        }
      }

      delete_marker_replication {
        status = title(coalesce(rule.value.delete_marker_replication, "disabled"))
      }

      destination {
        bucket        = "arn:aws:s3:::${rule.value.destination.name}"
        storage_class = rule.value.destination.storage_class
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
