# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_ssh_key.ops

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_instance.web

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_instance.jump

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_instance.build

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_instance_group.web

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_volume.data

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_storage_block_volume_snapshot.before

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_volume_backup.data

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_workflow_backup.web

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_instance_snapshot.web

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_storage_file_share.shared

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_storage_file_share_network.shared

  lifecycle {
    destroy = false
  }
}
