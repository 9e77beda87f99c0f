project_id = "fedcba9876543210fedcba9876543210"
region     = "SBG5"

pools = {
  general = { flavor = "b3-16", min = 3, max = 9 }
  gpu = {
    flavor = "t1-45"
    min    = 0
    max    = 4
    labels = { accelerator = "v100" }
    taints = [{ key = "gpu", value = "true", effect = "NoSchedule" }]
  }
}
with_replica = true
