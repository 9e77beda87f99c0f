# A container that does not exist yet is one without files, as the platform makes it. Nothing tells it from one that is looked for
# in a wrong place (exit code 3 for both).
absent() {
  test "$1" -eq 3 || return
  echo "nothing was found at $SOURCE, so the volume begins empty: if there should be files, mend endpoint and region in the Secret" \
    "of the data store, or names of container and prefix" >&2
}
