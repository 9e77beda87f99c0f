# What was filled once stays as it is. But where nothing came and nothing is there still, it may have been looked for in a place
# that was wrong: the settings of the Secret decide that, and they can be mended.
if test -e /claim/known; then
  test -e /claim/unseen && test -z "`find /data ! -type d | head -n 1`" || exit 0
  rm -f /claim/known /claim/common
fi
