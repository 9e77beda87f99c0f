# Only the run that has the claim may say what is known of it.
is_ours() {
  if test -n "${RUN-}" && test -z "${NOW-}" && test "`cat /claim/run`" != "$RUN"; then
    echo "another run of the job has the claim" >&2
    return 1
  fi
}
# What is there now is known from here on, and a further run may take the room.
finish() {
  is_ours || return
  cp /tmp/now /claim/known.part || return
  mv /claim/known.part /claim/known || return
  test ! -s /tmp/now || rm -f /claim/unseen
}
end() {
  is_ours && push && exit 0
  echo "the push failed; everything is still in the claim" >&2
  exit 1
}
# Pushes by hand what a run could not.
test -z "${NOW-}" || end
# Waits, and pushes when it is stopped, which is after the workload's own container.
trap end TERM
test -z "$stopped" || end
while :; do sleep 86400 & wait $!; done
