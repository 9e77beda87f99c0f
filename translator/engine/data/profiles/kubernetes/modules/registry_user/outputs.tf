output "id" {
  description = "Id of the user"
  value       = harbor_user.this.id
}

output "user" {
  description = "Name the user logs in with"
  value       = harbor_user.this.username
}

output "login" {
  description = "Name the user logs in with"
  value       = harbor_user.this.username
}

output "email" {
  description = "Address for mail"
  value       = harbor_user.this.email
}

output "password" {
  description = "Password of the user"
  value       = var.password
  sensitive   = true
}

output "pull_secret" {
  description = "Name of the Secret that pods pull images with"
  value       = kubernetes_secret_v1.pull.metadata[0].name
}
