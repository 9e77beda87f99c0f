# Nothing of anybody's in particular.
resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name = "shop"
  }
}
