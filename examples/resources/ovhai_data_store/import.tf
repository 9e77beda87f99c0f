import {
  to = ovhai_data_store.models
  id = "0123456789abcdef0123456789abcdef/GRA/models-s3"
}
