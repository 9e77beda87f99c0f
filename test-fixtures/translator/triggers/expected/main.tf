module "main" {
  source = "./modules/cluster"

  name       = "shop"
  region     = var.main_region
  connection = var.main_connection
}

module "key" {
  source   = "./modules/ssh_key"
  for_each = toset(["a", "b"])

  name       = each.key
  public_key = each.value
}

resource "terraform_data" "one" {
  lifecycle {
    replace_triggered_by = [
      # a new cluster
      terraform_data.two,
    ]
  }
}

resource "terraform_data" "two" {
  lifecycle {
    create_before_destroy = true
  }
}

output "key" {
  value      = values(module.key)[*].name
  depends_on = [module.main]
}

check "account" {
  data "ovh_me" "me" {
  }

  assert {
    condition     = data.ovh_me.me.state == "complete"
    error_message = "the account of OVH is not complete"
  }
}

module "sub" {
  source = "./sub"
}

ephemeral "ovhai_registry_credentials" "ci" {
  registry = "ci"
}
