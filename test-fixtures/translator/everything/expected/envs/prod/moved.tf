moved {
  from = ovh_cloud_project_containerregistry.registry
  to   = ovh_cloud_project_containerregistry.images
}

# Made in the console in 2022.
