resource "ovhai_@name@" "example" {
  name = "example"
}
