output "id" {
  description = "Name of the bucket, where an identifier is wanted"
  value       = aws_s3_bucket.this.id
}

output "name" {
  description = "Name of the bucket"
  value       = aws_s3_bucket.this.bucket
}

output "region" {
  description = "Region the endpoint knows"
  value       = var.region
}

output "virtual_host" {
  description = "Address of the bucket"
  value       = "https://${var.name}.${var.endpoint}"
}
