data "ovhai_data_stores" "gra" {
  regions = ["GRA"]
}

output "own_storage" {
  value = {
    for store in data.ovhai_data_stores.gra.data_stores :
    store.alias => store.endpoint if store.owner == "customer"
  }
}
