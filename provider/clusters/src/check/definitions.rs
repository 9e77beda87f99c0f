//! The custom resources that exports produce: which members they have.
//!
//! As of Gateway API 1.2, KEDA 2.16 with HTTP add-on 0.10, Prometheus operator 0.80, External Secrets 0.14, Kueue 0.10,
//! external-snapshotter 8; written by hand from their documentation, and so inferred where a published definition differs.

use super::{
    custom::{
        Known, Shape, cluster_queue, external_secret, http_scaled_object, pod_monitor,
        prometheus_rule, route, scaled_object,
    },
    problems::members,
};

/// Every one.
pub(super) const KINDS: &[Known] = &[
    Known {
        api_version: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        is_namespaced: true,
        shapes: ROUTE,
        rules: route,
    },
    Known {
        api_version: "gateway.networking.k8s.io/v1",
        kind: "GRPCRoute",
        is_namespaced: true,
        shapes: ROUTE,
        rules: route,
    },
    Known {
        api_version: "gateway.networking.k8s.io/v1beta1",
        kind: "ReferenceGrant",
        is_namespaced: true,
        shapes: &[
            ("", &["from", "to"], &[]),
            ("from[]", &["group", "kind", "namespace"], &[]),
            ("to[]", &["group", "kind"], &["name"]),
        ],
        rules: |_, _| {},
    },
    Known {
        api_version: "keda.sh/v1alpha1",
        kind: "ScaledObject",
        is_namespaced: true,
        shapes: &[
            (
                "",
                &["scaleTargetRef", "triggers"],
                &[
                    "pollingInterval",
                    "initialCooldownPeriod",
                    "cooldownPeriod",
                    "idleReplicaCount",
                    "minReplicaCount",
                    "maxReplicaCount",
                    "advanced",
                    "fallback",
                ],
            ),
            (
                "scaleTargetRef",
                &["name"],
                &["apiVersion", "kind", "envSourceContainerName"],
            ),
            (
                "triggers[]",
                &["type", "metadata"],
                &[
                    "name",
                    "metricType",
                    "authenticationRef",
                    "useCachedMetrics",
                ],
            ),
        ],
        rules: scaled_object,
    },
    Known {
        api_version: "keda.sh/v1alpha1",
        kind: "TriggerAuthentication",
        is_namespaced: true,
        shapes: &[(
            "",
            &[],
            &[
                "secretTargetRef",
                "env",
                "podIdentity",
                "configMapTargetRef",
                "filePath",
                "hashiCorpVault",
            ],
        )],
        rules: |_, _| {},
    },
    Known {
        api_version: "http.keda.sh/v1alpha1",
        kind: "HTTPScaledObject",
        is_namespaced: true,
        shapes: &[
            (
                "",
                &["scaleTargetRef"],
                &[
                    "hosts",
                    "pathPrefixes",
                    "headers",
                    "replicas",
                    "scaledownPeriod",
                    "scalingMetric",
                    "targetPendingRequests",
                    "initialCooldownPeriod",
                    "placeholderConfig",
                    "timeouts",
                ],
            ),
            (
                "scaleTargetRef",
                &["name", "service"],
                &["kind", "apiVersion", "port", "portName"],
            ),
            ("replicas", &[], &["min", "max"]),
        ],
        rules: http_scaled_object,
    },
    Known {
        api_version: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        is_namespaced: true,
        shapes: &[
            (
                "",
                &["selector", "podMetricsEndpoints"],
                &[
                    "namespaceSelector",
                    "jobLabel",
                    "podTargetLabels",
                    "sampleLimit",
                    "labelLimit",
                    "attachMetadata",
                ],
            ),
            (
                "podMetricsEndpoints[]",
                &[],
                &[
                    "port",
                    "portNumber",
                    "path",
                    "scheme",
                    "interval",
                    "scrapeTimeout",
                    "params",
                    "tlsConfig",
                    "bearerTokenSecret",
                    "authorization",
                    "basicAuth",
                    "honorLabels",
                    "honorTimestamps",
                    "relabelings",
                    "metricRelabelings",
                    "followRedirects",
                    "filterRunning",
                ],
            ),
        ],
        rules: pod_monitor,
    },
    Known {
        api_version: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        is_namespaced: true,
        shapes: &[
            ("", &[], &["groups"]),
            (
                "groups[]",
                &["name"],
                &[
                    "rules",
                    "interval",
                    "labels",
                    "limit",
                    "query_offset",
                    "partial_response_strategy",
                ],
            ),
            (
                "groups[].rules[]",
                &["expr"],
                &[
                    "alert",
                    "record",
                    "for",
                    "keep_firing_for",
                    "labels",
                    "annotations",
                ],
            ),
        ],
        rules: prometheus_rule,
    },
    Known {
        api_version: "external-secrets.io/v1",
        kind: "ExternalSecret",
        is_namespaced: true,
        shapes: &[
            (
                "",
                &[],
                &[
                    "secretStoreRef",
                    "target",
                    "refreshInterval",
                    "refreshPolicy",
                    "data",
                    "dataFrom",
                ],
            ),
            ("secretStoreRef", &["name"], &["kind"]),
            (
                "target",
                &[],
                &[
                    "name",
                    "creationPolicy",
                    "deletionPolicy",
                    "template",
                    "immutable",
                ],
            ),
            ("data[]", &["secretKey", "remoteRef"], &["sourceRef"]),
            (
                "data[].remoteRef",
                &["key"],
                &[
                    "property",
                    "version",
                    "metadataPolicy",
                    "conversionStrategy",
                    "decodingStrategy",
                ],
            ),
        ],
        rules: external_secret,
    },
    Known {
        api_version: "snapshot.storage.k8s.io/v1",
        kind: "VolumeSnapshot",
        is_namespaced: true,
        shapes: &[
            ("", &["source"], &["volumeSnapshotClassName"]),
            (
                "source",
                &[],
                &["persistentVolumeClaimName", "volumeSnapshotContentName"],
            ),
        ],
        rules: |spec, problems| {
            problems.require(
                members(&spec["source"]).count() == 1,
                "spec.source",
                "must have exactly one source",
            );
        },
    },
    Known {
        api_version: "kueue.x-k8s.io/v1beta1",
        kind: "ResourceFlavor",
        is_namespaced: false,
        shapes: &[(
            "",
            &[],
            &["nodeLabels", "nodeTaints", "tolerations", "topologyName"],
        )],
        rules: |_, _| {},
    },
    Known {
        api_version: "kueue.x-k8s.io/v1beta1",
        kind: "ClusterQueue",
        is_namespaced: false,
        shapes: &[
            (
                "",
                &[],
                &[
                    "resourceGroups",
                    "cohort",
                    "queueingStrategy",
                    "namespaceSelector",
                    "flavorFungibility",
                    "preemption",
                    "admissionChecks",
                    "admissionChecksStrategy",
                    "stopPolicy",
                    "fairSharing",
                    "admissionScope",
                ],
            ),
            ("resourceGroups[]", &["coveredResources", "flavors"], &[]),
            ("resourceGroups[].flavors[]", &["name", "resources"], &[]),
            (
                "resourceGroups[].flavors[].resources[]",
                &["name", "nominalQuota"],
                &["borrowingLimit", "lendingLimit"],
            ),
        ],
        rules: cluster_queue,
    },
    Known {
        api_version: "kueue.x-k8s.io/v1beta1",
        kind: "LocalQueue",
        is_namespaced: true,
        shapes: &[("", &["clusterQueue"], &["stopPolicy", "fairSharing"])],
        rules: |_, _| {},
    },
];

const ROUTE: &[Shape] = &[
    ("", &[], &["parentRefs", "hostnames", "rules"]),
    (
        "parentRefs[]",
        &["name"],
        &["group", "kind", "namespace", "sectionName", "port"],
    ),
    (
        "rules[]",
        &[],
        &[
            "name",
            "matches",
            "filters",
            "backendRefs",
            "timeouts",
            "retry",
            "sessionPersistence",
        ],
    ),
    (
        "rules[].backendRefs[]",
        &["name"],
        &["group", "kind", "namespace", "port", "weight", "filters"],
    ),
    ("rules[].timeouts", &[], &["request", "backendRequest"]),
];
