terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
  }
}

removed {
  from = module.pools.ovh_cloud_project_kube_nodepool.pool

  lifecycle {
    destroy = false
  }
}
