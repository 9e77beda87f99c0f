resource "terraform_data" "deploy" {
  provisioner "local-exec" {
    command = <<-EOT
      ovhai app run --name inline registry.example/shop/web:1
      aws --endpoint-url https://${var.s3_host} s3 ls
    EOT
  }
}
