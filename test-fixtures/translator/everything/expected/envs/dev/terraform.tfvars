project_id = "0123456789abcdef0123456789abcdef"

pools = {
  general = { flavor = "b3-8", min = 1, max = 3 }
}
