import {
  to = ovhai_job.training
  identity = {
    id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
  }
}
