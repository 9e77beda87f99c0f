# Copies one shard of objects and compares it. Exit codes are rclone's; 3 and 6 will not be better another time.
set -eu
from=$(cat "$JOB_COMPLETION_INDEX.from")
to=$(cat "$JOB_COMPLETION_INDEX.to")
rules=$PWD/$JOB_COMPLETION_INDEX.rules

rclone copy --filter-from "$rules" --stats 10s --stats-log-level NOTICE $COPY_FLAGS "$from" "$to"

if ! rclone check --filter-from "$rules" --one-way --log-file "$SCRATCH/check" $CHECK_FLAGS "$from" "$to"; then
  tail -n 20 "$SCRATCH/check" >&2
  exit 4
fi
unproven=$(sed -n 's/.*"msg":"\([0-9]*\) hashes could not be checked".*/\1/p' "$SCRATCH/check" | tail -n 1)
size=$(rclone size --json --filter-from "$rules" "$to")
place=$(cat "$JOB_COMPLETION_INDEX.place")
printf '{"place":%s,"unproven":%s,"size":%s}\n' "$place" "${unproven:-0}" "$size" > "$RESULT"
