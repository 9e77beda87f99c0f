# Pushes what is new or changed since the volume was filled or pushed. `common` has the names of files that came from the
# destination or were pushed to it: only those are ever deleted there.
send() {
  rclone copy --config= --links --no-traverse --files-from-raw /tmp/changed --transfers=16 --checkers=16 --retries=5 \
    /data "$DESTINATION"
}
remove() {
  rclone delete --config= --no-traverse --files-from-raw /tmp/gone --checkers=16 --retries=5 "$DESTINATION" || test $? -eq 3
}
push() {
  list /data > /tmp/now || return
  names /tmp/now > /tmp/names || return
  LC_ALL=C comm -13 /claim/known /tmp/now > /tmp/new || return
  names /tmp/new > /tmp/changed || return
  # Sending needs no room in the claim, which may be full.
  if test -s /tmp/changed; then
    send || { rclone mkdir --config= "$DESTINATION" && send; } || return
  fi
  if test ! -e /claim/common; then
    if test -n "${SAME_PLACE-}"; then names /claim/known; fi > /claim/common.part || return
    mv /claim/common.part /claim/common || return
  fi
  LC_ALL=C comm -23 /claim/common /tmp/names > /tmp/gone || return
  if test -n "${DELETES-}" && test -s /tmp/gone; then
    remove || return
  fi
  LC_ALL=C sort -u /claim/common /tmp/changed > /tmp/both || return
  LC_ALL=C comm -12 /tmp/both /tmp/names > /claim/common.part || return
  mv /claim/common.part /claim/common || return
  finish
}
