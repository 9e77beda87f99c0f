//! Volumes and what fills them.

super::findings! {
    DATA =

    // Volumes.
    VOLUME_COPIED: "volume-copied-per-replica" Adapted Implementation
        "Every replica copies its data"
        "As on the platform, but over your network and per replica; a shared volume starts faster for much data."
    VOLUME_SIZE: "volume-size-unknown" Manual Implementation
        "The size of copied data is not known"
        "Each copy gets the same room, which may be too little: say how much it needs (answer with a size such as 80Gi, or with sizes \
         by path such as `/workspace/data=500Gi,/models=80Gi`; else the profile's `volumes.size`)."
    VOLUME_NEVER_PUSHED: "volume-never-pushed" Adapted Implementation
        "Changes in a writable volume are lost"
        "As on the platform, where apps never push; each replica has its own copy."
    VOLUME_TARGET: "volume-target-unused" Adapted Implementation
        "A volume names a place to push to"
        "Apps never push, so nothing uses it."
    VOLUME_CACHE: "cache-becomes-copy" Adapted Implementation
        "The project-wide cache is gone"
        "Data is copied at every start; fill a shared volume once if that takes too long."
    VOLUME_ARCHIVE: "archive-volume" Adapted Implementation
        "Data lies in a tar archive"
        "An init container unpacks it."
    VOLUME_EMPTY: "empty-volume-per-replica" Adapted Implementation
        "Empty space lives as long as its replica"
        "As on the platform; use a claim if it should outlive it."
    VOLUME_PERMISSION: "volume-permission-unknown" Manual Implementation
        "A volume's permission is not known to this version"
        "It is mounted read-only; change it by an override."
    VOLUME_SOURCE: "volume-source-unknown" Manual Implementation
        "Nothing says where a volume's data comes from"
        "It is mounted empty; add what fills it."
    VOLUME_PATH: "mount-path-refused" Manual Implementation
        "A volume cannot be mounted where it is"
        "The path is not usable or used twice; the volume is left out."
    VOLUME_HIDES: "mount-hides-image-files" Adapted Implementation
        "A volume is mounted over the working directory"
        "Files the image has there are hidden."
    DATA_STORE: "data-store-credentials-needed" Manual Implementation
        "Data comes from a registered data store"
        "Its login cannot be read: whoever has it gives it to the cluster (the Secret named in `required-secrets.json`). A Git store \
         needs a clone instead of a copy."
    BUILT_IN_STORE: "built-in-store-needs-credentials" Manual Implementation
        "Data lies in the platform's built-in storage"
        "Make a login that may read these containers, and give it to the cluster (a storage user or S3 credentials; the Secret named \
         in `required-secrets.json`)."
    PUBLIC_CONTAINER: "public-container-copy" Adapted Implementation
        "Data comes from a public container"
        "It is listed page by page and fetched over HTTP; of a server that knows no pages, only its one listing (10,000 names from Swift)."
    PUBLIC_GIT: "git-clone-per-replica" Adapted Implementation
        "Data comes from a public Git repository"
        "Every replica clones the newest commit of the default branch."

    DATA_STORE_MISSING: "data-store-missing" Manual Implementation
        "A volume names a data store that the project does not have"
        "It was deleted, or belongs to another region: find out where its data is, and give its Secret the settings of that place."
    GIT_STORE: "git-store-credentials-needed" Manual Implementation
        "Data comes from a registered Git repository"
        "Its login cannot be read: whoever has it gives it to the cluster (the Secret named in `required-secrets.json`). Every start \
         clones the newest commit of the branch."
    VOLUME_KEPT: "volume-in-claim" Adapted Implementation
        "A volume is a claim that outlives its pods"
        "Nothing is lost with a pod or its node; delete the claim when nobody needs the data any more."
    RESULTS_KEPT: "results-not-pushed" Manual Implementation
        "What a workload writes is no longer pushed to a data store"
        "It stays on a disk in the cluster: fetch it from there, or have it pushed (a Job of your own, or `volumes.push` = `sidecar`)."
    PUSH_UNCHECKED: "push-failure-unnoticed" Adapted Implementation
        "A push that fails does not fail the workload"
        "A sidecar pushes new and changed files when the program has ended. Where the pod is stopped instead (its time limit, a deletion, \
         a drained node), both share `volumes.push_grace_seconds`: a program that ignores TERM uses them up, and nothing is pushed. \
         What was not pushed is still in the claim: `SUMMARY.md` has the command that pushes it for a job; a notebook pushes it at its \
         next stop."
    PUSH_DELETES: "push-deletes-remote-files" Adapted Implementation
        "A push deletes files that are gone from the volume"
        "Only files that were pulled from the same place or pushed there before; never let two workloads push to the same place in \
         this mode."
    PUSH_LINKS: "links-pushed-as-files" Adapted Implementation
        "Symbolic links are pushed as small files"
        "A data store has no links: `NAME.rclonelink` says where one leads, and rclone with `--links`, as the copies here run it, makes a \
         link of it again."
    RERUN_WAITS: "further-run-needs-empty-volume" Adapted Implementation
        "A further run of the job waits until nothing is lost by it"
        "Its pod waits until those of the run before have ended. Then the claim is emptied and filled afresh if everything in it was \
         pushed or nothing was changed; else the run fails and says so: fetch or push the results (`SUMMARY.md` says how). Replace a \
         run by `kubectl delete job NAME --wait --cascade=foreground`: with `--cascade=orphan` its pod goes on."
    VOLUME_FILLED_ONCE: "volume-filled-once" Adapted Implementation
        "A volume of a notebook is filled at its first start only"
        "Later starts go on with what is there, whatever the data store got since: to fill it afresh, save what is in the claim and \
         delete it. Where nothing came, every start looks again until something is there."
    SOURCE_ABSENT: "missing-container-is-empty" Adapted Implementation
        "A container that is not found counts as an empty one"
        "The platform makes it (inferred). A wrong endpoint or region in the Secret, or a wrong name, looks just the same: the log of \
         the init container `pull-N` says that nothing was found. Mend the Secret and start again; a volume in a claim that is still \
         empty is filled then."
    MANUAL_SYNC: "sync-by-hand-gone" Unsupported Implementation
        "Data can no longer be pulled or pushed on request while a workload runs"
        "Copy by `kubectl exec` or `kubectl cp`, or run a Job of your own that mounts the claim."
}
