#!/bin/sh
# Terraform @VERSION@ from a Python package, as a command. Written by `cargo xtask test`.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit
exec "$here/../python/bin/python3" -I "$here/terraform.py" "$here/../terraform-@VERSION@" "$@"
