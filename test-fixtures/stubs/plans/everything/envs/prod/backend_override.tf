# The state of a run lies beside it.
terraform {
  backend "local" {}
}
