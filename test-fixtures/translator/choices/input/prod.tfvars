env    = "prod"
engine = "mysql"
sized  = "b3-32"
