resource "ovh_@name@" "this" {
}
