#!/usr/bin/env bash
set -euo pipefail

export OVH_ENDPOINT=ovh-eu
docker login -u "$REGISTRY_USER" --password-stdin abc123.gra7.container-registry.ovh.net <<<"$REGISTRY_PASSWORD"

# The web application.
ID=$(ovhai app run \
  --name web \
  --gpu 1 \
  --default-http-port 8080 \
  --env MODE=production \
  --env API_TOKEN="$API_TOKEN" \
  --volume models@GRA/:/models:ro:cache \
  --output json \
  "registry.example/shop/web:$TAG" -- python -m web | jq -r .id)

until [ "$(ovhai app get "$ID" -o json | jq -r .status.state)" = RUNNING ]; do
  sleep 10
done

curl -fsS "https://$ID.app.gra.ai.cloud.ovh.net/health"
