# Copies the images of one shard, each with all its platforms and under its digest, which whoever asked compares afterwards.
set -eu
copied=0
while IFS="$TAB" read -r from to; do
  skopeo --insecure-policy --tmpdir "$SCRATCH" copy --all --preserve-digests --retry-times 3 $FLAGS "docker://$from" "docker://$to"
  copied=$((copied + 1))
done < "$JOB_COMPLETION_INDEX.images"
printf '{"copied":%s}\n' "$copied" > "$RESULT"
