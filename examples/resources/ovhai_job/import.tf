import {
  to = ovhai_job.training
  id = "0123456789abcdef0123456789abcdef/96fb9aef-5adf-5e3f-b977-06b5c996edd8"
}
