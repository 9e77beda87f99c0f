import {
  to = ovhai_token.dashboard
  id = "0123456789abcdef0123456789abcdef/cf87e98a-0042-5aa5-8d09-147f0dc6059b"
}
