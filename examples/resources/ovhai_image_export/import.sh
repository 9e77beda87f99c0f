# The id is the destination; run where the journal of the export lies.
terraform import ovhai_image_export.copies oci:registry.example.com/exit
