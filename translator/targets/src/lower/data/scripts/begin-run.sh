# What an earlier run left makes room for this run, unless it would be lost. Pods of the same run go on with what is there.
set -eu
: "${RUN:?pods of Jobs have no label batch.kubernetes.io/controller-uid here; it takes Kubernetes 1.27 or later}"
# Stopped between setting aside and throwing away: what was set aside is looked at again.
if test -e /claim/aside && test ! -e /claim/emptying; then
  if test -e /claim/files; then rmdir /claim/files; fi
  mv /claim/aside /claim/files
fi
mkdir -p /claim/files
earlier=
if test -e /claim/run; then earlier=`cat /claim/run`; fi
test "$earlier" != "$RUN" || exit 0
refuse() {
  echo "the claim $CLAIM holds results of an earlier run that nobody has fetched or pushed, so this run does not start:" \
    "fetch them (the folder files of the claim), delete the claim, and apply the manifest of the job again" >&2
  exit 1
}
# Without a list the volume was never whole, and no program has seen it. A push brings the list up to date.
as_known() {
  test -e /claim/known || return 0
  list "$1" > /tmp/now || exit
  cmp -s /claim/known /tmp/now
}
if test -n "$earlier" && test ! -e /claim/emptying; then
  as_known /claim/files || refuse
  # A pod of the earlier run that still ends goes on writing into the folder that it has, wherever that is.
  mv /claim/files /claim/aside
  if ! as_known /claim/aside; then
    mv /claim/aside /claim/files
    refuse
  fi
fi
if test -n "$earlier" || test -e /claim/emptying; then
  : > /claim/emptying
  rm -f /claim/run
  rm -f /claim/known /claim/common /claim/unseen
  for folder in /claim/aside /claim/files; do
    test -e "$folder" || continue
    # Caches are often read-only.
    find "$folder" -type d -exec chmod u+rwx '{}' +
    rm -rf "$folder"
  done
  mkdir /claim/files
fi
printf '%s\n' "$RUN" > /claim/run.part
mv /claim/run.part /claim/run
rm -f /claim/emptying
