# What an earlier run left makes room for this run, unless it would be lost. Pods of the same run go on with what is there.
set -eu
: "${RUN:?pods of Jobs have no label batch.kubernetes.io/controller-uid here; it takes Kubernetes 1.27 or later}"
mkdir -p /claim/files
earlier=
if test -e /claim/run; then earlier=`cat /claim/run`; fi
test "$earlier" != "$RUN" || exit 0
# Without a list the volume was never whole, and no program has seen it. A push brings the list up to date.
if test -n "$earlier" && test -e /claim/known; then
  list /claim/files > /tmp/now
  if ! cmp -s /claim/known /tmp/now; then
    echo "the claim $CLAIM holds results of an earlier run that nobody has fetched or pushed, so this run does not start:" \
      "fetch them (the folder files of the claim), delete the claim, and apply the manifest of the job again" >&2
    exit 1
  fi
fi
if test -n "$earlier" || test -e /claim/emptying; then
  : > /claim/emptying
  rm -f /claim/run
  rm -f /claim/known /claim/common
  # Caches are often read-only.
  find /claim/files -type d -exec chmod u+rwx '{}' +
  rm -rf /claim/files
  mkdir /claim/files
fi
printf '%s\n' "$RUN" > /claim/run.part
mv /claim/run.part /claim/run
rm -f /claim/emptying
