# sandbox: --state-interval-ms 50
# invoke: ovhai_job_sync.it

action "ovhai_job_sync" "it" {
  config {
    id        = "6fe7dfbc-0070-57a2-86fe-8999ad734ef8"
    direction = "push"
  }
}
