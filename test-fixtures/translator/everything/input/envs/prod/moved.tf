moved {
  from = ovh_cloud_project_containerregistry.registry
  to   = ovh_cloud_project_containerregistry.images
}

# Made in the console in 2022.
import {
  to = ovh_cloud_project_containerregistry_user.robots["ci"]
  id = "fedcba9876543210fedcba9876543210/9f0e8d7c-0000-4000-8000-1a2b3c4d5e6f/42"
}
