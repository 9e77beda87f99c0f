project_id = "0123"
endpoint   = "ovh-eu"
store      = "https://s3.gra.io.cloud.ovh.net"
