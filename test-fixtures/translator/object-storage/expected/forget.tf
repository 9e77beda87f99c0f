# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_user.s3

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user_s3_credential.s3

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user.trainer

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage.backups

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage.each

  lifecycle {
    destroy = false
  }
}
