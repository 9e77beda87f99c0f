# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_kube_iprestrictions.office

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_oidc.login

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_log_subscription.audit

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_dbaas_logs_output_graylog_stream.audit

  lifecycle {
    destroy = false
  }
}
