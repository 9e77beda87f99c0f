resource "ovh_cloud_project_kube" "main" {
  name   = "shop"
  region = "GRA11"

  lifecycle {
    prevent_destroy = true
    ignore_changes  = [version, update_policy]
  }
}

resource "ovh_cloud_project_ssh_key" "key" {
  for_each   = toset(["a", "b"])
  name       = each.key
  public_key = each.value
}

resource "terraform_data" "one" {
  lifecycle {
    replace_triggered_by = [
      ovh_cloud_project_kube.main.id, # a new cluster
      terraform_data.two,
    ]
  }
}

resource "terraform_data" "two" {
  lifecycle {
    create_before_destroy = true
    replace_triggered_by  = [ovh_cloud_project_ssh_key.key["a"]]
  }
}

output "key" {
  value      = values(ovh_cloud_project_ssh_key.key)[*].name
  depends_on = [ovh_cloud_project_kube.main]
}

check "account" {
  data "ovh_me" "me" {
  }

  assert {
    condition     = data.ovh_me.me.state == "complete"
    error_message = "the account of OVH is not complete"
  }
}

import {
  to = module.sub.ovh_cloud_project_ssh_key.there
  id = "x/there"
}

module "sub" {
  source = "./sub"
}

ephemeral "ovhai_registry_credentials" "ci" {
  registry = "ci"
}
