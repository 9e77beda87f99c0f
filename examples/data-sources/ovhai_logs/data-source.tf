# Why a job failed: its last lines.
data "ovhai_logs" "finetune" {
  kind  = "job"
  id    = "a8702dbb-be22-56a5-9d4b-f0f5224aad6d"
  lines = 200
}

output "last_lines" {
  value = join("\n", [for line in data.ovhai_logs.finetune.entries : "${line.timestamp} ${line.content}"])
}
