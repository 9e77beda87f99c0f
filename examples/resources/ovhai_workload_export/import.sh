# The id is the destination; the folder must hold the journal of a finished export.
terraform import ovhai_workload_export.exit file:./exit
