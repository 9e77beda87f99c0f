output "id" {
  description = "Name of the pool, where an identifier is wanted"
  value       = var.name
}

output "name" {
  description = "Name of the pool"
  value       = var.name
}

output "desired_nodes" {
  description = "How many nodes"
  value       = var.desired_nodes
}

output "min_nodes" {
  description = "Fewest nodes when the pool scales"
  value       = var.min_nodes
}

output "max_nodes" {
  description = "Most nodes when the pool scales"
  value       = var.max_nodes
}

output "autoscale" {
  description = "Whether the pool scales with what is asked for"
  value       = var.autoscale
}

output "labels" {
  description = "Labels of the nodes, to select them by"
  value       = local.labels
}

output "requirements" {
  description = "What the nodes must be, for whoever runs the cluster"
  value       = local.requirements
}
