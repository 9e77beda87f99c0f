region = "GRA11"
host   = "s3.gra.io.cloud.ovh.net"
