# SERVICE_NAME/ID, or ID alone when the provider has a service_name.
terraform import ovhai_registry.images 0123456789abcdef0123456789abcdef/209aac94-6119-5579-b02b-54bb98893733
