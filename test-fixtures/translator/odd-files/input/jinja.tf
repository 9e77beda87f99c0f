resource "ovh_cloud_project_kube" "templated" {
  {% if cluster %}
  name = "x"
}

locals {
  same = { for k, v in {} : k => v.a &&
  v.b }
}
