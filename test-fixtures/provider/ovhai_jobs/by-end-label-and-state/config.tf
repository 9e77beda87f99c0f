provider "ovhai" {}

data "ovhai_jobs" "ended_of_two_teams" {
  finished       = true
  label_selector = "team in (nlp, risk),schedule!=weekly"
}

data "ovhai_jobs" "failed" {
  states = ["FAILED"]
}

# A running one has not ended.
data "ovhai_jobs" "none" {
  finished = false
  states   = ["DONE"]
}
