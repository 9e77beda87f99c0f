# As `ovhai job get ID -o yaml` prints it.
output "result" {
  value = provider::ovhai::kubernetes_manifests(
    <<-EOT
      id: 0f3a0b52-5f9c-5e3f-b977-06b5c996edd8
      createdAt: "2026-10-05T08:00:00Z"
      spec:
        name: train
        region: GRA
        image: ovhcom/train:1
        command: [bash, -c, python train.py]
        env: ~
        envVars: ~
        labels:
          ovh/type: job
        resources: {flavor: ai1-1-cpu, cpu: 1, memory: 4294967296}
        timeout: 3600
      status: ~
    EOT
  )
}
