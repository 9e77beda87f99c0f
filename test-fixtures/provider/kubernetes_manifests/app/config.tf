provider "ovhai" {}

output "result" {
  value = provider::ovhai::kubernetes_manifests(
    {
      id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
      spec = {
        name            = "shop"
        region          = "GRA"
        image           = "registry.example.com/shop:1.4"
        command         = ["serve", "--password", "hunter2"]
        resources       = { flavor = "ai1-1-cpu", flavorCount = 2, cpu = 2, memory = 8589934592 }
        scalingStrategy = { fixed = { replicas = 2 } }
        envVars         = [{ name = "DB_PASSWORD", value = "hunter2" }, { name = "LOG", value = "info" }]
      }
    },
    { profile = { namespace = "shop", domain = "apps.example.com" } }
  )
}
