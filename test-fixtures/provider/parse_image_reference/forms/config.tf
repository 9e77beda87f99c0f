output "parts" {
  value = {
    for image in [
      "ubuntu",
      "ovhcom/ai-examples-hello:1.0",
      "registry.example.com:5000/ml/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "registry.gra.ai.cloud.ovh.net/0123abcd/ocr:2.1",
    ] : image => provider::ovhai::parse_image_reference(image)
  }
}

# An invalid one is an error that configurations can deal with.
output "is_image" {
  value = { for text in ["ubuntu", "Ubuntu", "https://example.com/a"] : text => can(provider::ovhai::parse_image_reference(text)) }
}
