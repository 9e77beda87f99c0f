# The id is the destination; the folder must hold the journal of an export.
terraform import ovhai_metric_export.metrics file:./exit-metrics
