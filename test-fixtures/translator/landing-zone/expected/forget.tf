# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project.hub

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_vrack.backbone

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_vrack_cloudproject.hub

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_user.robots

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_iam_policy.robots

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_me_identity_group.ops

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_me_api_oauth2_client.ci

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_quota.hub

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_rancher.fleet

  lifecycle {
    destroy = false
  }
}
