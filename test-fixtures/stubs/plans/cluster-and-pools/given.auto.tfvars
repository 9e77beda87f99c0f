project_id = "0123456789abcdef0123456789abcdef"
main_connection = {
  host                   = "https://cluster.example"
  cluster_ca_certificate = "an authority"
  client_certificate     = "a certificate"
  client_key             = "its key"
}
main_nodes_url = "nodes.example"
