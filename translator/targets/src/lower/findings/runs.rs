//! What only runs with an end and workbenches have.

super::findings! {
    RUNS =

    // Runs with an end.
    JOB_SUSPENDED: "job-suspended" Adapted Core
        "The job waits to be started"
        "A Job would start when it is applied, even if it still runs on the platform: start it by setting `suspend` to `false`, or set \
         the profile's `jobs.start` to `as_on_platform`."
    JOB_STARTS: "job-starts-when-applied" Adapted Core
        "The job starts when it is applied"
        "Stop it on the platform first if it must not run twice at the same time."
    JOB_ENDED: "job-has-ended" Adapted Core
        "The job has ended on the platform"
        "Its manifest is kept suspended and starts nothing; leave it unapplied unless you want to run it again."
    JOB_QUEUE: "no-queue-for-jobs" Adapted Implementation
        "No queue holds the job while machines are taken"
        "Its pod stays pending instead, or is refused by a quota and tried again; Kueue gives queues with quotas."
    JOB_URL: "job-url-while-running" Adapted Implementation
        "The job's URL answers only while it runs"
        "As on the platform; set `jobs.expose` to `false` if nobody calls it."
    JOB_URL_DROPPED: "job-url-not-replaced" Adapted Implementation
        "The job's URL has no successor"
        "It names no port, or the profile's `jobs.expose` is `false`: nothing leads to it from outside its pod."
    TIMEOUT_COUNTED: "time-limit-counted-differently" Adapted Core
        "The time limit counts from another moment"
        "The platform counts from the start of the program (inferred), Kubernetes from the start of the pod: copying data in and \
         pulling the image count too."
    TIMEOUT_REFUSED: "time-limit-refused" Manual Core
        "The time limit is no number of seconds Kubernetes takes"
        "There is no limit: set `activeDeadlineSeconds` by an override."
    RESTART_AT_LIMIT: "restart-at-time-limit-gone" Adapted Core
        "Nothing starts it again at its time limit"
        "The limit is left out, so it runs on; use a CronJob or workflow tool if it needs to begin anew."
    TIME_LIMIT_GONE: "platform-time-limit-gone" Adapted Specific
        "The platform's limit of seven days is gone"
        "It runs until it ends or somebody stops it; for jobs `jobs.default_timeout_seconds` sets a limit."
    SSH: "ssh-login-gone" Unsupported Specific
        "Nobody can log in by SSH"
        "Use `kubectl exec`, which needs rights in the cluster."
    READ_USER: "read-user-needs-binding" Manual Implementation
        "A user of the platform may read the job"
        "The Role `NAME.readers` may read it and its logs, and nobody is bound to it: answer with `user:NAME` or `group:NAME` as the \
         cluster's authentication says it, several joined by commas, or `none`."

    // Workbenches.
    NOTEBOOK_IMAGE: "notebook-image-needed" Manual Core
        "The image of a framework and editor belongs to the platform"
        "Choose an image with the same tools (answer with its reference, or `notebooks.images`); it must run as the profile's `user` \
         with `/workspace` as home and listen on port 8080."
    NOTEBOOK_IMAGE_CHOSEN: "notebook-image-chosen" Adapted Core
        "The image comes from the profile's table"
        "Check that its versions suit what lies in the workspace, and that it listens on port 8080."
    WORKSPACE_SIZE: "workspace-size-chosen" Manual Implementation
        "The workspace of a notebook has a fixed size"
        "Say how much room what lies there needs (answer with a size such as 80Gi; else the profile's `notebooks.workspace_size`)."
    WORKSPACE_CONTENT: "workspace-content-not-copied" Manual Implementation
        "The workspace of a notebook begins empty"
        "Copy its content before the project ends, out of the container `notebooks_workspace` of the project's object storage, where \
         it is inferred to lie (into the claim, with the file `.workspace.initialized`)."
    NO_BACKUPS: "workspace-backups-gone" Manual Implementation
        "Nothing makes backups of a notebook's workspace"
        "Have the cluster make snapshots, or include its disk in backups of yours (`notebooks.snapshots`, which needs a snapshot \
         controller)."
    BACKUPS_BY_CLOCK: "workspace-backups-by-snapshot" Adapted Implementation
        "Backups are snapshots made by the clock"
        "The platform makes one at every stop; the cluster needs a snapshot controller and a class for the claim's storage. A snapshot \
         that is not ready within an hour fails the CronJob's run, deletes no older one, and goes away itself after two days."
}
