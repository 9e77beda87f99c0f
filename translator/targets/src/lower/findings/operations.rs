//! Monitoring, and add-ons that bring secrets and shared data.

super::findings! {
    OPERATIONS =

    // Monitoring and logs.
    METRICS_BY_ANNOTATION: "metrics-by-annotation" Adapted Implementation
        "Its metrics are found by annotations"
        "Many agents read `prometheus.io/scrape`; set `monitoring.pod_monitors` to `true` if the cluster has the Prometheus operator."
    OPERATOR_NEEDED: "needs-prometheus-operator" Adapted Implementation
        "Its PodMonitor needs the Prometheus operator"
        "The platform never scraped it; set `monitoring.labels` to what the operator chooses monitors by."
    DASHBOARD_LINK: "dashboard-link-gone" Unsupported Implementation
        "The platform's dashboard of it ends"
        "Its link stops working and its past is lost: export the metrics before the project ends; a dashboard of the new cluster begins \
         empty."
    LOG_HISTORY: "log-history-gone" Unsupported Implementation
        "Old log lines are lost"
        "`kubectl logs` shows what runs now: export the platform's logs before the project ends, and let an agent collect new ones."
    SCRATCH_METRIC: "scratch-disk-not-measured" Adapted Implementation
        "How full the scratch disk is depends on the cluster"
        "cAdvisor tells it with some container runtimes only, else it takes an exporter of the kubelet's statistics; volumes in claims \
         are measured."
    FILE_COUNT: "volume-files-not-counted" Unsupported Implementation
        "Files of volumes are no longer counted"
        "Sizes of claims are measured, numbers of files are not; count in the program if they matter."
    HTTP_METRICS: "requests-measured-by-gateway" Adapted Implementation
        "Requests and latencies are measured by the gateway"
        "Every gateway has metrics of its own: add its panels to the dashboard."

    // Secrets.
    EXTERNAL_SECRETS: "secrets-from-external-store" Adapted Implementation
        "Its Secrets come from an external store"
        "Put the values under the keys in `required-secrets.json`; the External Secrets operator makes the Secrets from them."

    // Shared data.
    CACHE_SHARED: "cache-in-shared-claim" Adapted Implementation
        "A cached volume is one claim that workloads share"
        "A Job fills it once, and pods wait for it. To fetch again, delete the Job and the claim and apply `caches` anew; the storage class must \
         offer ReadWriteMany."

    // Checks.
    STARTUP_PROBE: "startup-check-added" Adapted Core
        "A startup probe waits instead of the first delay"
        "The profile's `startup_probe_above` adds it: the liveness check begins as soon as the program answers, and has as long as before."
}
