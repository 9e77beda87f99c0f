import {
  to = ovhai_data_store.code
  identity = {
    region = "GRA"
    alias  = "private-code"
  }
}
