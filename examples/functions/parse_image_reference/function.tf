output "registry" {
  # docker.io
  value = provider::ovhai::parse_image_reference("ovhcom/ai-examples-hello:1.0").registry
}

# Images of a region's shared registry end with the project.
output "must_be_copied" {
  value = [
    for image in ["registry.gra.ai.cloud.ovh.net/0123abcd/ocr:2.1", "ubuntu:24.04"] :
    image if provider::ovhai::parse_image_reference(image).shared_registry_region != null
  ]
}
