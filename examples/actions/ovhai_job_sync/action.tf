# terraform apply -invoke=action.ovhai_job_sync.results
action "ovhai_job_sync" "results" {
  config {
    id        = "6fe7dfbc-0070-57a2-86fe-8999ad734ef8"
    direction = "push"
    volume    = "/workspace/out"
  }
}
