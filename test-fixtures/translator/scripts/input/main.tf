resource "terraform_data" "deploy" {
  provisioner "local-exec" {
    command = <<-EOT
      ovhai app run --name inline registry.example/shop/web:1
      aws --endpoint-url https://s3.gra.io.cloud.ovh.net s3 ls
    EOT
  }
}
