# Time, size and name of every file and link below the folder $1, sorted. rclone writes control characters in names as symbols,
# and reads them so in lists of names, so that every name is one line.
list() {
  rclone lsf --config= -R --files-only --links --format=tsp --time-format=max "$1" > /tmp/listed || return
  LC_ALL=C sort /tmp/listed
}
# The names in the listing $1.
names() {
  LC_ALL=C sed 's/^[^;]*;[^;]*;//' "$1" | LC_ALL=C sort
}
