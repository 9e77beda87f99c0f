output "id" {
  description = "Name of the bucket, where an identifier is wanted"
  value       = aws_s3_bucket_lifecycle_configuration.this.id
}

output "rules" {
  description = "The rules"
  value       = var.rules
}
