# The id is the destination; the folder must hold the journal of an export.
terraform import ovhai_log_export.logs file:./exit-logs
