variable "clusters" {
  type = map(object({ name = string, version = string, flavor = string }))
}

resource "ovh_cloud_project_kube" "ovh_each" {
  for_each = var.clusters

  name    = each.value.name
  region  = "GRA11"
  version = each.value.version
}

resource "ovh_cloud_project_kube_nodepool" "each" {
  for_each      = var.clusters
  kube_id       = ovh_cloud_project_kube.ovh_each[each.key].id
  flavor_name   = each.value.flavor
  desired_nodes = 1
}

resource "ovh_cloud_project_kube" "counted" {
  count   = 2
  name    = "c${count.index}"
  version = "1.31"
}

locals {
  hosts  = [for key in keys(var.clusters) : ovh_cloud_project_kube.ovh_each[key].kubeconfig_attributes[0].host]
  names  = ovh_cloud_project_kube.counted[*].name
  first  = ovh_cloud_project_kube.counted.0.name
  legacy = ovh_cloud_project_kube.counted.*.kubeconfig
  all    = { for key, value in ovh_cloud_project_kube.ovh_each : key => value.name }
  values = values(ovh_cloud_project_kube.ovh_each)[*].id
  cas    = ovh_cloud_project_kube.counted[*].kubeconfig_attributes[0].cluster_ca_certificate
  status = ovh_cloud_project_kube.ovh_each["a"].status
}
