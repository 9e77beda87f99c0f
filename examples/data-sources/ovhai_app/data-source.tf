data "ovhai_app" "classifier" {
  id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
}

output "classifier_url" {
  value = data.ovhai_app.classifier.url
}
