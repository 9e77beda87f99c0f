list "ovhai_job" "active" {
  provider = ovhai

  config {
    finished_jobs = false
  }
}
