#!/usr/bin/env bash
# Rolls the model out; run by CI after the image was pushed.
set -euo pipefail

IMAGE="${1:?image}"

ovhai app run "$IMAGE" \
  --name yield \
  --flavor ai1-1-gpu --gpu 1 \
  --replicas 2 \
  --env MODEL_DIR=/models \
  --env HARVEST_DB_PASSWORD="$HARVEST_DB_PASSWORD" \
  --volume harvest-models@GRA/yield:/models:ro \
  --unsecure-http

aws s3 cp report.html s3://harvest-reports/ --endpoint-url https://s3.gra.io.cloud.ovh.net
