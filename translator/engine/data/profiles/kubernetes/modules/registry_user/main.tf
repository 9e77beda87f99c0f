# A user of the registry (Harbor), and a Secret that pods pull its images with. The password is a new one.

resource "harbor_user" "this" {
  username  = var.name
  full_name = var.name
  email     = var.email
  password  = var.password
}

resource "kubernetes_secret_v1" "pull" {
  metadata {
    name      = "pull-${trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")}"
    namespace = var.namespace
  }

  type = "kubernetes.io/dockerconfigjson"

  data = {
    ".dockerconfigjson" = jsonencode({
      auths = {
        (var.registry) = {
          username = harbor_user.this.username
          password = var.password
          auth     = base64encode("${var.name}:${var.password}")
        }
      }
    })
  }
}
