set -eu
# Made by hand, so that it belongs to the user and not to the node.
mkdir -p /claim/files
# What is known of files from one place, and of what was pushed to it, says nothing of another.
if test -e /claim/known && test "`cat /claim/place`" != "$PLACE"; then
  echo "the claim behind $VOLUME holds files of a volume that was filled from or pushed to another place, so nothing starts:" \
    "fetch what is needed (the folder files of the claim), delete the claim, and apply the manifest again" >&2
  exit 1
fi
