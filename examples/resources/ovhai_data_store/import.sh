# SERVICE_NAME/REGION/ALIAS; REGION/ALIAS or ALIAS alone when the provider has a service_name.
terraform import ovhai_data_store.models 0123456789abcdef0123456789abcdef/GRA/models-s3
