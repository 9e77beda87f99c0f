import {
  to = ovhai_token.ci
  identity = {
    id = "7f6c9498-96e5-565a-83f9-e6f005711b2b"
  }
}
