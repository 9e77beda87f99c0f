# Notebooks that cost something now.
data "ovhai_notebooks" "running" {
  states = ["STARTING", "RUNNING", "RESTARTING"]
}

output "editors" {
  value = { for notebook in data.ovhai_notebooks.running.notebooks : notebook.name => notebook.url... }
}
