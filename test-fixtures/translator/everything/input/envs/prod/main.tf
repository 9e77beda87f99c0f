# Production.

locals {
  domain = "harvest.example"
  # Reader group of the dashboards; keep in step with the wiki.
  readers = { for name in ["grafana", "superset"] : name => "reader-${name}" }
}

module "network" {
  source = "../../modules/network"

  project_id = var.project_id
  region     = var.region
  vlan       = 210
  cidr       = "10.210.0.0/16"
}

module "cluster" {
  source = "../../modules/cluster"

  name       = "harvest-prod"
  project_id = var.project_id
  region     = var.region
  network    = module.network.network
  pools      = var.pools
  allowed    = var.office_cidrs
}

module "data" {
  source = "../../modules/data"

  providers = {
    ovh = ovh.data
  }

  project_id   = var.project_id
  environment  = "prod"
  region       = var.region
  network_id   = module.network.network.id
  subnet_id    = module.network.network.subnet_id
  allowed      = concat(var.office_cidrs, [module.network.network.cidr])
  users        = concat(["api", "etl"], values(local.readers))
  with_replica = var.with_replica
}

module "edge" {
  source   = "../../modules/edge"
  for_each = toset(["www", "api"])

  project_id = var.project_id
  region     = var.region
  zone       = local.domain
  name       = each.key
  network_id = module.network.network.id
  subnet_id  = module.network.network.subnet_id
}

module "machines" {
  source = "../../modules/machines"

  project_id = var.project_id
  region     = var.region
  network_id = module.network.network.id
  amount     = 2
  ssh_key    = file("${path.module}/keys/ops.pub")
}

# Images of the models.
data "ovh_cloud_project_capabilities_containerregistry_filter" "plan" {
  service_name = var.project_id
  plan_name    = "SMALL"
  region       = "GRA"
}

resource "ovh_cloud_project_containerregistry" "images" {
  service_name = var.project_id
  plan_id      = data.ovh_cloud_project_capabilities_containerregistry_filter.plan.id
  name         = "harvest"
  region       = "GRA"
}

resource "ovh_cloud_project_containerregistry_user" "robots" {
  for_each     = toset(["ci", "cluster"])
  service_name = ovh_cloud_project_containerregistry.images.service_name
  registry_id  = ovh_cloud_project_containerregistry.images.id
  email        = "${each.key}@harvest.example"
  login        = each.key
}

resource "kubernetes_secret_v1" "pull" {
  metadata {
    name      = "registry"
    namespace = "models"
  }
  type = "kubernetes.io/dockerconfigjson"
  data = {
    ".dockerconfigjson" = jsonencode({
      auths = {
        (ovh_cloud_project_containerregistry.images.url) = {
          username = ovh_cloud_project_containerregistry_user.robots["cluster"].login
          password = ovh_cloud_project_containerregistry_user.robots["cluster"].password
          auth = base64encode(join(":", [
            ovh_cloud_project_containerregistry_user.robots["cluster"].login,
            ovh_cloud_project_containerregistry_user.robots["cluster"].password,
          ]))
        }
      }
    })
  }
}

resource "helm_release" "api" {
  name      = "api"
  chart     = "${path.module}/charts/api"
  namespace = "default"

  set {
    name  = "image.repository"
    value = "${trimprefix(ovh_cloud_project_containerregistry.images.url, "https://")}/harvest/api"
  }
  set {
    name  = "database.host"
    value = module.data.host
  }
  set_sensitive {
    name  = "database.uri"
    value = module.data.uris["api"]
  }
  values = [
    yamlencode({
      storage = {
        endpoint  = "https://s3.gra.io.cloud.ovh.net"
        bucket    = module.data.buckets["fields"]
        accessKey = module.data.s3_keys["etl"].access_key_id
      }
    })
  ]

  depends_on = [module.cluster, ovh_cloud_project_containerregistry.images]
}
