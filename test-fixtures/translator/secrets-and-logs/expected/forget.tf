# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_okms.kms

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_okms_secret.api

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_okms_credential.client

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_okms_service_key.orders

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_key_manager_secret.token

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_dbaas_logs_input.web

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_dbaas_logs_output_graylog_stream.web

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_dbaas_logs_output_opensearch_index.orders

  lifecycle {
    destroy = false
  }
}
