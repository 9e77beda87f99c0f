# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.fields

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_postgresql_user.users

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.harvest

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_postgresql_connection_pool.api

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.cache

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_valkey_user.app

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage.buckets

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user.storage

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user_s3_credential.storage

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user_s3_policy.storage

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage_object_bucket_lifecycle_configuration.scratch

  lifecycle {
    destroy = false
  }
}
