# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_storage.logs

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage_object_bucket_lifecycle_configuration.logs

  lifecycle {
    destroy = false
  }
}
