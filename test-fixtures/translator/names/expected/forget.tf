# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_kube.this

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.db

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
  from = ovh_cloud_project_user.storage_user

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
