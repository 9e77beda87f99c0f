provider "ovhai" {}

# Ran to its end, with built-in data stores.
data "ovhai_job" "done" {
  id = "788c9d35-2c0b-5403-ab16-58ca0879b3f0"
}

# Failed, with a secret variable, a catalogue of volumes and a time limit.
data "ovhai_job" "failed" {
  id = "a8702dbb-be22-56a5-9d4b-f0f5224aad6d"
}
