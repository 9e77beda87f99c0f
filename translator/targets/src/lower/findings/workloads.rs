//! What every workload has: name, image, command, resources, ports, access, scaling.

super::findings! {
    WORKLOADS =

    // Name, labels, state.
    NAME_CHANGED: "name-changed" Adapted Core
        "The name is not a Kubernetes name, or not the only one"
        "Objects carry a derived name; the original is in the annotation `ovhai.migration/name`."
    LABELS_CHANGED: "labels-changed" Adapted Core
        "Labels break Kubernetes rules"
        "Their keys or values were adapted; selectors of yours that use them need the new text."
    LABEL_LEFT_OUT: "label-left-out" Adapted Implementation
        "A label looks like a credential"
        "Labels are readable by everyone in a cluster; it was left out. Keep such values in a Secret."
    STOPPED: "stopped-without-autoscaler" Adapted Core
        "Stopped, so its autoscaler was left out"
        "The manifest has 0 replicas, and an autoscaler would start it. Render again after starting it to get the autoscaler."
    FAILED: "failed-on-source" Manual Core
        "A workload has failed on the platform"
        "It is translated as specified and would probably fail again: find out why before relying on it."
    STATE_UNKNOWN: "run-state-unknown" Manual Core
        "The state of a workload is not known to this version"
        "It is translated as running: say if it should not run (override of `replicas` with 0)."

    // Image.
    IMAGE_TAG_MOVES: "image-tag-can-move" Adapted Core
        "The image is named without a fixed version"
        "Every start pulls it again, as on the platform; pin a version or digest to run what you tested."
    IMAGE_REWRITTEN: "image-rewritten" Adapted Core
        "The image comes from another registry"
        "One of the profile's `registry_rewrites` applies; copy the image there first."
    IMAGE_IN_SHARED_REGISTRY: "image-in-shared-registry" Manual Core
        "The image lies in the platform's shared registry"
        "It disappears with the project: copy it to a registry of yours and say where it is then (answer with the new reference, or \
         the profile's `registry_rewrites`)."
    LICENSED_IMAGE: "licensed-image" Unsupported Specific
        "A licensed image of the platform's catalogue"
        "The licence does not leave the platform: run an image of your own, or one that the partner licenses to you (answer with its \
         reference)."
    IMAGE_INVALID: "image-reference-invalid" Manual Core
        "The image is no reference a container runtime takes"
        "Answer with the reference to use."
    REGISTRY_CREDENTIALS: "registry-credentials-needed" Manual Implementation
        "The image comes from an attached private registry"
        "Its password cannot be read from the platform: whoever has it gives it to the cluster (the pull Secret named in \
         `required-secrets.json`)."

    // Command and environment.
    COMMAND_OR_ENTRYPOINT: "command-or-entrypoint" Adapted Core
        "Whether the command replaces the image's entry point is a guess"
        "Answer `command` (replaces it) or `args` (is given to it) after checking the image."
    SECRET_ARGUMENT: "secret-in-command" Manual Implementation
        "A command argument looks like a secret"
        "It is taken for one and read from a secret of the cluster: put it there, or say that it is none (answer `plain`)."
    SECRET_VALUE: "secret-value-needed" Manual Implementation
        "Values of variables are not written, because they may be secret"
        "Give them to the cluster as a secret, or say which of them may be written openly (the Secret named in \
         `required-secrets.json`; the profile's `plain_environment`)."
    DUPLICATE_VARIABLE: "duplicate-variable" Adapted Core
        "A variable is given more than once"
        "The last value is kept; Kubernetes refuses duplicates."
    VARIABLE_NAME_REFUSED: "variable-name-refused" Unsupported Core
        "Kubernetes does not take a variable's name"
        "The variable is left out; rename it in the program, or set `relaxed_environment_names` if the cluster takes it."
    VALUE_REFUSED: "value-not-representable" Unsupported Core
        "A value cannot be given to a container"
        "It holds a NUL character or is larger than an object may be, and is left out."
    OLD_URL: "old-url-in-settings" Manual Implementation
        "A setting refers to a URL of the platform"
        "That URL stops answering with the project: put the new address into the setting (listed in `urls.json`)."
    EXTRA_PORT: "extra-port-url" Manual Implementation
        "Another port of a workload is called through its own URL"
        "It has no route: the workload behind it needs a login that guards its main port only, or nothing is exposed. Add a way of yours."
    EXTRA_PORT_ROUTED: "extra-port-routed" Adapted Implementation
        "Another port of it has a route of its own"
        "Settings of workloads call it; other callers of other ports are not known here. Requests to it do not wake a workload that \
         sleeps."

    // Resources.
    RESOURCES_UNKNOWN: "resources-unknown" Manual Core
        "CPU or memory of a replica is not known"
        "Without requests the scheduler cannot place it well: set them by an override."
    RESOURCES_CONTRADICT: "resources-contradict" Manual Core
        "Resources contradict themselves"
        "The unusable part was left out: set the right numbers by an override."
    CPU_LIMIT_DROPPED: "cpu-limit-dropped" Adapted Core
        "No CPU limit"
        "The profile's `drop_cpu_limit` drops it: replicas may use idle CPU, and are no longer in the Guaranteed class."
    SCRATCH_CAPPED: "scratch-disk-capped" Adapted Core
        "The scratch disk is larger than usual nodes have"
        "The request is the profile's `scratch_cap` plus room for copied volumes; raise it if nodes have the disk, or use a volume."
    BANDWIDTH: "bandwidth-not-guaranteed" Unsupported Specific
        "The network bandwidth of a workload is not guaranteed any more"
        "Kubernetes reserves none; choose machines by their network if it matters."
    MAY_NOT_FIT: "resources-may-not-fit-node" Adapted Core
        "CPU and memory of a GPU unit nearly fill a machine"
        "Nodes keep some for themselves; lower `gpu_resource_percent` (90 is usual) if replicas stay pending."
    GPU_PLACEMENT: "gpu-model-by-label" Adapted Core
        "GPU models are found by node label"
        "Node labels differ per card form and cloud; check the accepted values against your nodes."
    GPU_UNKNOWN: "gpu-model-not-in-table" Manual Core
        "No node label is known for this GPU"
        "Any node with GPUs may be chosen; add its label values to the profile's `gpu_tables`."
    SHARED_MEMORY: "shared-memory-guessed" Adapted Core
        "The size of /dev/shm is a guess"
        "The platform does not tell it; `shared_memory_percent` changes the share of memory."

    // Ports, probes, rollout.
    PORT_REFUSED: "port-out-of-range" Manual Core
        "A port is not 1 to 65535"
        "The platform's default was used or the port left out; set the right one by an override."
    NO_READINESS: "no-readiness-check" Adapted Core
        "Nothing says when a replica is ready"
        "Traffic is sent as soon as it starts; add a probe, or set `tcp_readiness` to wait for the port."
    PROBE_ADJUSTED: "health-check-adjusted" Adapted Core
        "A health check has values Kubernetes refuses"
        "The nearest allowed values were used."
    PROBE_OTHER_PORT: "health-check-on-unknown-port" Manual Core
        "A health check uses a port that nothing else names"
        "It is kept; make sure the program listens there, or replicas never become ready."
    ROLLOUT_ADJUSTED: "rollout-adjusted" Adapted Core
        "Rolling update settings Kubernetes refuses"
        "The platform's defaults were used instead."
    ROLLOUT_NEEDS_GPU: "rollout-needs-spare-gpu" Adapted Core
        "An update needs spare GPUs"
        "New replicas start before old ones stop; set `gpu_rollout` to `replace` if the cluster has no spare GPU."

    // Access.
    URL_CHANGES: "url-changes" Manual Implementation
        "The URL of a workload changes"
        "Tell everyone who calls it the new address (`urls.md` lists old and new ones)."
    HOST_NEEDED: "host-needed" Manual Implementation
        "No domain is chosen, so hosts are placeholders"
        "Set the profile's `domain`, or answer with the host of this workload."
    NOT_EXPOSED: "not-exposed" Manual Implementation
        "Nothing outside the cluster reaches it"
        "The profile's `exposure` is `none`: clients must run in the cluster, or come through something of yours."
    GRPC_ADDRESS: "grpc-through-gateway" Adapted Implementation
        "gRPC goes through the gateway's own listener"
        "The gateway must have an HTTPS listener that accepts GRPCRoutes for the new host."
    GRPC_INGRESS: "grpc-through-ingress" Manual Implementation
        "Ingress has no common way for gRPC"
        "The Service port is marked h2c; add what your controller needs through the profile's `ingress.annotations`."
    GRPC_CLOSED: "grpc-not-exposed" Manual Implementation
        "gRPC is not reachable from outside"
        "The proxy that checks logins knows HTTP only, and a way around it would be open to everyone: let the gateway check logins \
         (`authentication` = `gateway`)."
    LOGIN_REPLACED: "login-replaced" Adapted Implementation
        "The platform's login is replaced by a proxy that checks cluster tokens"
        "Clients send ServiceAccount tokens with rights on the virtual resource `apps.access.ovhai.migration`, from outside the \
         cluster too; bind the Role of this workload to them. All its traffic passes the proxy, which has no CPU limit, so that its \
         pods are not in the Guaranteed class: raise `proxy.cpu` and `proxy.memory` for heavy traffic."
    LOGIN_PAGE: "login-page-needs-identity-provider" Manual Implementation
        "People can no longer log in by browser"
        "The platform's login page stays behind: connect a login page of yours to the identity provider that knows these people (an \
         OIDC proxy in front)."
    TOKENS_CHANGE: "tokens-change" Manual Implementation
        "Bearer tokens of the platform stop working"
        "Programs that call a workload with such a token are refused: their values cannot be read, so create new ones and hand them \
         out."
    GATEWAY_POLICY: "gateway-policy-needed" Manual Implementation
        "Access control is left to the gateway"
        "Attach your gateway's authentication policy to the route before you apply it: until then it is open."
    OPEN_ACCESS: "open-to-everyone" Unsupported Implementation
        "It needed a login and is now open"
        "The profile's `accept_open_access` consents to it: make sure the network in front is private."

    // Scaling.
    SCALING_ADJUSTED: "scaling-adjusted" Manual Implementation
        "Scaling has values Kubernetes refuses"
        "The nearest allowed values were used; check that they mean what was meant."
    SCALING_UNKNOWN: "scaling-not-understood" Manual Implementation
        "It scales by something this version does not know"
        "It has a fixed number of replicas until you write an autoscaler."
    MEMORY_SCALING: "memory-scaling-seldom-shrinks" Adapted Implementation
        "Scaling by memory seldom goes down"
        "Programs rarely give memory back; prefer CPU or a metric."
    ABOVE_CAPACITY: "maximum-above-cluster" Adapted Implementation
        "Its maximum needs more GPUs than the cluster has"
        "Further replicas stay pending; lower the maximum or add nodes."
    KEDA_NEEDED: "needs-keda" Adapted Implementation
        "Its scaling needs KEDA"
        "Install KEDA 2.16 or later, or set `keda.available` to `false` for a fixed number of replicas."
    NO_KEDA: "no-autoscaling-without-keda" Manual Implementation
        "Without KEDA it does not scale"
        "It has its lowest number of replicas, at least one; install KEDA or write an autoscaler of your own."
    SCALE_TO_ZERO: "scale-to-zero-needs-http-add-on" Adapted Implementation
        "Scaling to zero needs the KEDA HTTP add-on"
        "Requests go through its interceptor, which holds them until a replica runs; raise its timeouts to the start time."
    NO_SCALE_TO_ZERO: "no-scale-to-zero" Adapted Implementation
        "It keeps one replica"
        "Nothing could wake it from zero in this cluster: expose it and install the KEDA HTTP add-on to save the idle replica."
    COOLDOWN: "cooldown-counted-differently" Adapted Implementation
        "The wait before zero is counted differently"
        "The platform adds it to the scale-down window; KEDA counts from the last activity."
    METRIC_AGGREGATION: "metric-aggregation-needs-recent-keda" Adapted Implementation
        "A metric is combined over replicas"
        "KEDA before 2.20 reads one replica at random: make sure yours aggregates from endpoints."
    METRIC_TYPE: "metric-type-chosen" Adapted Implementation
        "How the metric counts per replica is our choice"
        "What the platform does inside is not known; change `metricType` by an override if it scales wrongly."
    METRIC_CANNOT_WAKE: "metric-cannot-wake" Adapted Implementation
        "A metric of its own replicas cannot wake it"
        "With no replica there is no metric; an HTTP trigger wakes it."
    METRIC_REFUSED: "metric-not-usable" Manual Implementation
        "The metric's URL, format or target cannot be used"
        "It has a fixed number of replicas until you write the trigger."
    METRIC_CREDENTIALS: "metric-needs-credentials" Manual Implementation
        "The metric's URL holds credentials"
        "They are not written: give them to KEDA by a TriggerAuthentication; until then replicas are fixed."

    // Reading.
    NOT_READ: "objects-not-read" Manual Core
        "Some objects could not be read and are missing here"
        "The provider says why when it reads: mend that and export again, before the project ends."

    NAMES_NOT_COMPARED: "names-not-compared" Manual Core
        "Workloads of other kinds were not read, and may have the same names"
        "Two exports into one namespace would replace each other's objects: select all kinds, or give each export a namespace of its own."
    NAMED_TWICE: "objects-with-one-name" Manual Core
        "Two objects of the export have one name"
        "One would replace the other: apply neither before the objects named here were compared, and report this as a mistake of this \
         version."

    // Network.
    GATEWAY_PODS: "gateway-pods-guessed" Manual Implementation
        "Where the pods of the gateway run is a guess"
        "Network policies let in the namespace of the Gateway, but many controllers run their pods in one of their own: say which \
         (`gateway.pods_namespace`), or every request is dropped."
    POD_PORT_OPEN: "pod-port-open-in-cluster" Manual Implementation
        "The login does not guard its pods inside the cluster"
        "Without network policies everybody in the cluster can call the port of a pod past the login: set `network_policy.enabled`, or \
         write policies of your own."
    CLUSTER_RANGES: "cluster-ranges-guessed" Manual Implementation
        "Which network addresses belong to the cluster is a guess"
        "Workloads are kept from all private networks, but for the way of the login proxy to the cluster's API (TCP 443 and 6443), \
         which is wider than need be: say which addresses the cluster has (`network_policy.cluster_ranges`)."
}
