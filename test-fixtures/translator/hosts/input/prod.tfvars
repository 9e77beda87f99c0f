registry = "abcd.c1.gra9.container-registry.ovh.net"
