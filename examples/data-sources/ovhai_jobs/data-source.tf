# What of one team has ended, and how.
data "ovhai_jobs" "nlp" {
  finished       = true
  label_selector = "team=nlp"
}

output "ends" {
  value = { for job in data.ovhai_jobs.nlp.jobs : job.id => {
    name      = job.name
    state     = job.state
    exit_code = job.exit_code
  } }
}
