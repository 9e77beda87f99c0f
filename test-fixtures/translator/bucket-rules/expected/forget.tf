# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_storage.main

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage.copy

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage_object_bucket_lifecycle_configuration.main

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage_object_bucket_lifecycle_configuration.blocks

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user.team

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user_s3_credential.team

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user_s3_policy.team

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user_s3_policy.written_out

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage_replication_job.catch_up

  lifecycle {
    destroy = false
  }
}
