# The id is the destination; run where the journal of the export lies.
terraform import ovhai_data_export.data file:./data
