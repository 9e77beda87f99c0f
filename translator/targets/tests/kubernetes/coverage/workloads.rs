//! Workloads and data stores, field by field.

use ovhai_model::{
    Batch, Compute, CustomMetric, DataStore, DataStoreRef, Image, Outcome, Probe, Retention,
    Rollout, UnknownMember, Variable, Volume, Workbench, Workload,
};

use super::Row;

pub fn fields() -> Vec<&'static str> {
    [
        fields!(Workload {
            address,
            name,
            region,
            task,
            run,
            image,
            command,
            environment,
            labels,
            platform_labels,
            http_port,
            grpc_port,
            is_public,
            readiness,
            liveness,
            rollout,
            scaling,
            compute,
            volumes,
            url,
            grpc_address,
            unknown,
            source,
            digest,
        }),
        fields!(Image { reference, partner }),
        fields!(Variable { name, value }),
        fields!(Probe {
            path,
            port,
            initial_delay_seconds,
            period_seconds,
            timeout_seconds,
            failure_threshold,
            success_threshold,
        }),
        fields!(Rollout {
            max_surge,
            max_unavailable,
            progress_deadline_seconds,
            termination_grace_period_seconds
        }),
        fields!(CustomMetric {
            url,
            format,
            location,
            target,
            aggregation
        }),
        fields!(Compute {
            flavor,
            units,
            cpu,
            memory,
            scratch,
            gpus,
            gpu_brand,
            gpu_model,
            gpu_memory,
            public_network,
            private_network,
        }),
        fields!(Volume {
            mount_path,
            permission,
            cache,
            source,
            target
        }),
        fields!(DataStoreRef {
            alias,
            container,
            prefix,
            archive,
            internal
        }),
        fields!(UnknownMember { pointer, value }),
        fields!(Batch {
            timeout_seconds,
            restarts_at_timeout,
            shutdown,
            ssh_public_keys,
            read_user,
            outcome
        }),
        fields!(Outcome { state, exit_code }),
        fields!(Workbench {
            framework,
            framework_version,
            editor,
            quantum_flavor,
            ssh_public_keys,
            restarts_at_timeout,
            shutdown,
            workspace_used,
            workspace_container,
            retention
        }),
        fields!(Retention {
            retained_number,
            lifetime_in_days,
            lifetime_eviction_threshold
        }),
        fields!(DataStore {
            address,
            region,
            alias,
            protocol,
            built_in,
            endpoint,
            own_storage,
            source,
            digest
        }),
    ]
    .concat()
}

pub const TABLE: &[Row] = table! {
    "Workload.address" => "annotations, file names", "name-changed";
    "Workload.name" => "names, annotation", "name-changed";
    "Workload.region" => "annotation, data store Secrets";
    "Workload.task" => "Deployment, Job or StatefulSet", "job-suspended", "job-starts-when-applied", "no-queue-for-jobs",
        "workspace-content-not-copied", "workspace-size-chosen";
    "Workload.platform_labels" => "nothing: the annotations say the same, and tokens that choose by them end";
    "Workload.run" => "replicas, suspend", "stopped-without-autoscaler", "failed-on-source", "run-state-unknown",
        "job-suspended";
    "Workload.image" => "container image, pull Secrets", "registry-credentials-needed";
    "Workload.command" => "command or args", "command-or-entrypoint", "secret-in-command", "value-not-representable";
    "Workload.environment" => "env, ConfigMap, required Secret", "duplicate-variable";
    "Workload.labels" => "labels, annotation", "labels-changed", "label-left-out";
    "Workload.http_port" => "container port, Service", "port-out-of-range";
    "Workload.grpc_port" => "container port, Service, GRPCRoute", "grpc-through-gateway", "grpc-through-ingress", "grpc-not-exposed";
    "Workload.is_public" => "bearer proxy or none", "login-replaced", "login-page-needs-identity-provider", "tokens-change",
        "gateway-policy-needed", "open-to-everyone";
    "Workload.readiness" => "readinessProbe", "no-readiness-check";
    "Workload.liveness" => "livenessProbe, startupProbe by choice", "health-check-adjusted", "startup-check-added";
    "Workload.rollout" => "strategy", "rollout-adjusted", "rollout-needs-spare-gpu";
    "Workload.scaling" => "replicas, HorizontalPodAutoscaler, ScaledObject, HTTPScaledObject, PodDisruptionBudget",
        "scaling-adjusted", "scaling-not-understood", "memory-scaling-seldom-shrinks", "needs-keda",
        "no-autoscaling-without-keda", "scale-to-zero-needs-http-add-on", "no-scale-to-zero", "cooldown-counted-differently";
    "Workload.compute" => "requests, limits, placement", "resources-unknown", "resources-contradict";
    "Workload.volumes" => "volumes, mounts, init containers", "volume-copied-per-replica", "volume-size-unknown";
    "Workload.url" => "HTTPRoute or Ingress, urls.json", "url-changes", "host-needed", "not-exposed", "old-url-in-settings",
        "extra-port-url", "extra-port-routed", "job-url-while-running", "job-url-not-replaced", "requests-measured-by-gateway";
    "Workload.grpc_address" => "GRPCRoute or Ingress, urls.json", "grpc-through-gateway";
    "Workload.unknown" => "source document; reported by reading";
    "Workload.source" => "source document";
    "Workload.digest" => "the revision; no object";
    "Image.reference" => "container image", "image-tag-can-move", "image-rewritten", "image-in-shared-registry",
        "image-reference-invalid";
    "Image.partner" => "", "licensed-image";
    "Variable.name" => "env", "variable-name-refused";
    "Variable.value" => "ConfigMap or required Secret, ExternalSecret by choice", "secret-value-needed", "value-not-representable",
        "secrets-from-external-store";
    "Probe.path" => "httpGet.path", "health-check-adjusted";
    "Probe.port" => "httpGet.port", "health-check-on-unknown-port";
    "Probe.initial_delay_seconds" => "initialDelaySeconds", "health-check-adjusted";
    "Probe.period_seconds" => "periodSeconds", "health-check-adjusted";
    "Probe.timeout_seconds" => "timeoutSeconds", "health-check-adjusted";
    "Probe.failure_threshold" => "failureThreshold", "health-check-adjusted";
    "Probe.success_threshold" => "successThreshold", "health-check-adjusted";
    "Rollout.max_surge" => "rollingUpdate.maxSurge", "rollout-adjusted";
    "Rollout.max_unavailable" => "rollingUpdate.maxUnavailable", "rollout-adjusted";
    "Rollout.progress_deadline_seconds" => "progressDeadlineSeconds", "rollout-adjusted";
    "Rollout.termination_grace_period_seconds" => "terminationGracePeriodSeconds", "rollout-adjusted";
    "CustomMetric.url" => "trigger url, PodMonitor or annotations", "metric-not-usable", "metric-needs-credentials",
        "metric-cannot-wake", "metrics-by-annotation", "needs-prometheus-operator";
    "CustomMetric.format" => "trigger format", "metric-not-usable";
    "CustomMetric.location" => "trigger valueLocation", "metric-not-usable";
    "CustomMetric.target" => "trigger targetValue", "metric-not-usable";
    "CustomMetric.aggregation" => "trigger aggregationType, metricType", "metric-aggregation-needs-recent-keda",
        "metric-type-chosen";
    "Compute.flavor" => "annotation, GPU label values", "gpu-model-not-in-table", "resources-may-not-fit-node";
    "Compute.units" => "annotation";
    "Compute.cpu" => "requests and limits", "cpu-limit-dropped", "resources-unknown";
    "Compute.memory" => "requests and limits", "resources-unknown";
    "Compute.scratch" => "ephemeral-storage", "scratch-disk-capped", "scratch-disk-not-measured";
    "Compute.gpus" => "nvidia.com/gpu", "maximum-above-cluster", "shared-memory-guessed";
    "Compute.gpu_brand" => "", "gpu-model-not-in-table";
    "Compute.gpu_model" => "node affinity", "gpu-model-by-label", "gpu-model-not-in-table";
    "Compute.gpu_memory" => "", "gpu-model-by-label", "gpu-model-not-in-table";
    "Compute.public_network" => "annotations by choice", "bandwidth-not-guaranteed";
    "Compute.private_network" => "", "bandwidth-not-guaranteed";
    "Volume.mount_path" => "mountPath", "mount-path-refused", "mount-hides-image-files";
    "Volume.permission" => "readOnly", "volume-never-pushed", "volume-permission-unknown", "results-not-pushed",
        "push-failure-unnoticed", "push-deletes-remote-files", "links-pushed-as-files", "sync-by-hand-gone",
        "volume-in-claim", "further-run-needs-empty-volume", "volume-filled-once";
    "Volume.cache" => "shared claim by choice", "cache-becomes-copy", "cache-in-shared-claim";
    "Volume.source" => "init container", "volume-source-unknown", "public-container-copy", "git-clone-per-replica",
        "empty-volume-per-replica";
    "Volume.target" => "destination of the push sidecar", "volume-target-unused", "results-not-pushed";
    "DataStoreRef.alias" => "rclone remote, required Secret", "data-store-credentials-needed", "built-in-store-needs-credentials",
        "data-store-missing";
    "DataStoreRef.container" => "rclone path", "volume-source-unknown", "volume-files-not-counted",
        "missing-container-is-empty";
    "DataStoreRef.prefix" => "rclone path";
    "DataStoreRef.archive" => "tar in the init container", "archive-volume";
    "DataStoreRef.internal" => "", "built-in-store-needs-credentials";
    "UnknownMember.pointer" => "source document; reported by reading";
    "UnknownMember.value" => "source document";
    "Batch.timeout_seconds" => "activeDeadlineSeconds", "time-limit-counted-differently", "time-limit-refused",
        "platform-time-limit-gone";
    "Batch.restarts_at_timeout" => "", "restart-at-time-limit-gone";
    "Batch.shutdown" => "", "platform-time-limit-gone";
    "Batch.ssh_public_keys" => "", "ssh-login-gone";
    "Batch.read_user" => "", "read-user-needs-binding", "user-reads-other-logs";
    "Batch.outcome" => "annotation, suspend", "job-has-ended";
    "Outcome.state" => "annotation", "job-has-ended", "failed-on-source";
    "Outcome.exit_code" => "annotation", "job-has-ended", "failed-on-source";
    "Workbench.framework" => "image of the profile's table", "notebook-image-needed", "notebook-image-chosen";
    "Workbench.framework_version" => "", "notebook-image-needed", "notebook-image-chosen";
    "Workbench.editor" => "image of the profile's table", "notebook-image-needed", "notebook-image-chosen";
    "Workbench.quantum_flavor" => "source document; reported by reading";
    "Workbench.ssh_public_keys" => "", "ssh-login-gone";
    "Workbench.restarts_at_timeout" => "", "platform-time-limit-gone";
    "Workbench.shutdown" => "", "platform-time-limit-gone";
    "Workbench.workspace_used" => "nothing: it changes without the revision, so no artefact may depend on it";
    "Workbench.workspace_container" => "", "workspace-content-not-copied";
    "Workbench.retention" => "CronJob by choice", "workspace-backups-gone", "workspace-backups-by-snapshot";
    "Retention.retained_number" => "KEEP of the CronJob", "workspace-backups-gone";
    "Retention.lifetime_in_days" => "DAYS of the CronJob", "workspace-backups-gone";
    "Retention.lifetime_eviction_threshold" => "FROM of the CronJob", "workspace-backups-gone";
    "DataStore.address" => "nothing: volumes find it by region and alias";
    "DataStore.region" => "name of the Secret";
    "DataStore.alias" => "name of the Secret, rclone remote";
    "DataStore.protocol" => "copy or clone, keys of the required Secret", "data-store-credentials-needed",
        "git-store-credentials-needed";
    "DataStore.built_in" => "name and keys of the required Secret", "built-in-store-needs-credentials";
    "DataStore.endpoint" => "purpose of a key, repository to clone";
    "DataStore.own_storage" => "purpose of a key";
    "DataStore.source" => "nothing: it is no workload";
    "DataStore.digest" => "the revision; no object";
};
