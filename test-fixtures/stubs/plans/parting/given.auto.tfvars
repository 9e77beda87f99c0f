project   = "0123456789abcdef"
databases = {}
