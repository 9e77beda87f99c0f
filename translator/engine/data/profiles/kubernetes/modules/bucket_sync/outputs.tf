output "id" {
  description = "Name of the job, where an identifier is wanted"
  value       = kubernetes_job_v1.this.metadata[0].name
}
