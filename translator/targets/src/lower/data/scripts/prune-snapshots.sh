# The newest one that can be restored stays, whatever the rule says.
kubectl get volumesnapshots.snapshot.storage.k8s.io -l "$SELECTOR" -o json | jq -r '
  [.items[] | select(.status.readyToUse == true and .metadata.deletionTimestamp == null)]
  | sort_by(.metadata.creationTimestamp) | reverse | to_entries[] | select(.key > 0)
  | select((env.KEEP != "" and .key >= (env.KEEP | tonumber))
    or (env.DAYS != "" and .key >= (env.FROM | tonumber)
      and now - (.value.metadata.creationTimestamp | fromdate) > (env.DAYS | tonumber) * 86400))
  | .value.metadata.name' > /tmp/past
xargs -r kubectl delete volumesnapshots.snapshot.storage.k8s.io < /tmp/past
