# The list of what a volume was filled with, which also says that it is whole.
set -eu
test ! -e /claim/known || exit 0
printf '%s\n' "$PLACE" > /claim/place
list /data > /claim/known.part
rm -f /claim/unseen
test -s /claim/known.part || : > /claim/unseen
mv /claim/known.part /claim/known
