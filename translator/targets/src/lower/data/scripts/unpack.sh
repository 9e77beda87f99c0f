rm -f /tmp/missing
unpack() {
  { rclone cat --config= "$SOURCE" || { absent $? && : > /tmp/missing; false; }; } | tar -x -f - -C /data
}
unpack || test -e /tmp/missing
