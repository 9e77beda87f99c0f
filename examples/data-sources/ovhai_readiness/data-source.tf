data "ovhai_readiness" "project" {
  profile = {
    domain = "apps.example.com"
  }

  # Why a finding no longer stands in the way. The report repeats it.
  accept = {
    "kubernetes/url-changes" = "clients are told on the day of the move"
  }
}

output "ready" {
  value = data.ovhai_readiness.project.ready
}

# For people: write it to a file, a wiki or a pull request.
output "report" {
  value = data.ovhai_readiness.project.markdown
}

# Fails the plan's checks as long as something stands in the way.
check "could_leave_today" {
  assert {
    condition     = data.ovhai_readiness.project.ready
    error_message = join(", ", keys(data.ovhai_readiness.project.blockers))
  }
}
