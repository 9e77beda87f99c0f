#!/bin/sh
# What used to be managed here lives on until somebody deletes it there.
# Run this once, where `terraform apply` is run: the state forgets it and nothing is destroyed.
set -eu
terraform state rm 'ovh_cloud_project_database.db'
