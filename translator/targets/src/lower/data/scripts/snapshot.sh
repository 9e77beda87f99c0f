# A snapshot that cannot be restored is no backup: it fails the run and counts for nothing, but does not stay for ever.
set -eu -o pipefail
printf '%s' "$SNAPSHOT" | kubectl create -f - -o name > /tmp/made
read -r made < /tmp/made
kubectl get volumesnapshots.snapshot.storage.k8s.io -l "$SELECTOR" -o json | jq -r '
  .items[] | select(.status.readyToUse != true)
  | select(now - (.metadata.creationTimestamp | fromdate) > 2 * 86400)
  | .metadata.name' > /tmp/failed
xargs -r kubectl delete volumesnapshots.snapshot.storage.k8s.io < /tmp/failed
kubectl wait --for=jsonpath='{.status.readyToUse}'=true --timeout=3600s "$made"
