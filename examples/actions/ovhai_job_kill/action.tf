# terraform apply -invoke=action.ovhai_job_kill.training
action "ovhai_job_kill" "training" {
  config {
    id = "6fe7dfbc-0070-57a2-86fe-8999ad734ef8"
  }
}
