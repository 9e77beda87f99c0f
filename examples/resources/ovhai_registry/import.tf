import {
  to = ovhai_registry.images
  id = "0123456789abcdef0123456789abcdef/209aac94-6119-5579-b02b-54bb98893733"
}
