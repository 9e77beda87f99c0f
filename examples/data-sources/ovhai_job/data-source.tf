data "ovhai_job" "embeddings" {
  id = "788c9d35-2c0b-5403-ab16-58ca0879b3f0"
}

output "embeddings_ended_well" {
  value = data.ovhai_job.embeddings.exit_code == 0
}
