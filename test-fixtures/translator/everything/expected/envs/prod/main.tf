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

  network_ids    = var.network_ids
  nodes_id       = var.nodes_id
  out_egress_ips = var.out_egress_ips
}

module "cluster" {
  source = "../../modules/cluster"

  name       = "harvest-prod"
  project_id = var.project_id
  region     = var.region
  network    = module.network.network
  pools      = var.pools
  allowed    = var.office_cidrs

  cluster_connection  = var.cluster_connection
  pools_current_nodes = var.pools_current_nodes
  pools_size          = var.pools_size
}

module "data" {
  source = "../../modules/data"

  providers = {
    ovh  = ovh.data
    aws  = aws
    helm = helm
  }

  project_id   = var.project_id
  environment  = "prod"
  region       = var.region
  network_id   = module.network.network.id
  subnet_id    = module.network.network.subnet_id
  allowed      = concat(var.office_cidrs, [module.network.network.cidr])
  users        = concat(["api", "etl"], values(local.readers))
  with_replica = var.with_replica

  app_password                            = var.app_password
  buckets_endpoint                        = var.buckets_endpoint
  buckets_region                          = var.buckets_region
  fields_backup_store                     = var.fields_backup_store
  storage_s3_credential_access_key_id     = var.storage_s3_credential_access_key_id
  storage_s3_credential_secret_access_key = var.storage_s3_credential_secret_access_key
  storage_user_id                         = var.storage_user_id
  users_password                          = var.users_password
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

  entrance_loadbalancer_floating_ip_ip = var.entrance_loadbalancer_floating_ip_ip[each.key]
}

module "machines" {
  source = "../../modules/machines"

  project_id = var.project_id
  region     = var.region
  network_id = module.network.network.id
  amount     = 2
  ssh_key    = file("${path.module}/keys/ops.pub")

  bastion_addresses = var.bastion_addresses
  bastion_image     = var.bastion_image
  bastion_size      = var.bastion_size
  s3_host           = var.s3_host
}

# Images of the models.

module "images" {
  source = "../../modules/registry"

  name           = "harvest"
  host           = var.images_host
  admin_password = var.images_admin_password
}

module "robots" {
  source   = "../../modules/registry_user"
  for_each = toset(["ci", "cluster"])

  registry = module.images.id
  name     = each.key
  email    = "${each.key}@harvest.example"
  password = var.robots_password[each.key]
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
        (module.images.url) = {
          username = module.robots["cluster"].login
          password = module.robots["cluster"].password
          auth = base64encode(join(":", [
            module.robots["cluster"].login,
            module.robots["cluster"].password,
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
    value = "${trimprefix(module.images.url, "https://")}/harvest/api"
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
        endpoint  = "https://${var.s3_host}"
        bucket    = module.data.buckets["fields"]
        accessKey = module.data.s3_keys["etl"].access_key_id
      }
    })
  ]

  depends_on = [module.cluster, module.images]
}
