//! Pods: what a workload's replicas share.

use super::{Claim, Container, Mapping, Metadata, Node, claim::specification};

/// The template of a workload's pods.
#[derive(Clone, Debug, Default)]
pub struct Pod {
    /// Labels and annotations; the name is ignored.
    pub metadata: Metadata,
    /// ServiceAccount.
    pub service_account: String,
    /// User, group and file system group of all containers.
    pub user: u32,
    /// Seconds between the stop signal and the kill.
    pub grace_seconds: i64,
    /// `Never` for pods that end; `None` is Kubernetes' default, which starts containers again.
    pub restart_policy: Option<&'static str>,
    /// Seconds the pod may be active, counted from its start on a node.
    pub active_deadline_seconds: Option<i32>,
    /// Accepted values of a node label, required; with the label's name.
    pub node_values: Option<(&'static str, Vec<String>)>,
    /// Taints that are tolerated whatever their value.
    pub tolerations: Vec<&'static str>,
    /// Spread over hosts where possible, by these labels.
    pub spread: Option<Mapping>,
    /// Never beside another pod with these labels, not even one that is about to end.
    pub alone: Option<Mapping>,
    /// Containers that run to their end first.
    pub init_containers: Vec<Container>,
    /// Containers.
    pub containers: Vec<Container>,
    /// Volumes.
    pub volumes: Vec<Volume>,
}

/// A volume of a pod.
#[derive(Clone, Debug)]
pub struct Volume {
    /// Name within the pod.
    pub name: String,
    /// What it is.
    pub kind: VolumeKind,
}

/// What a volume is.
#[derive(Clone, Debug)]
pub enum VolumeKind {
    /// Empty disk space that lives as long as the pod.
    Empty {
        /// Largest size, if limited.
        limit: Option<String>,
    },
    /// Empty memory that lives as long as the pod.
    Memory {
        /// Largest size.
        limit: String,
    },
    /// A claim made for this pod and deleted with it.
    Claim {
        /// Size.
        size: String,
        /// Storage class; `None` is the cluster's default.
        storage_class: Option<String>,
    },
    /// A claim with a life of its own.
    ExistingClaim {
        /// Its name.
        name: String,
    },
    /// Files of a ConfigMap.
    ConfigMap {
        /// Its name.
        name: String,
    },
    /// Credentials of the pod's ServiceAccount, for one container that mounts them.
    Projected(Vec<Projection>),
}

/// One source of a projected volume.
#[derive(Clone, Copy, Debug)]
pub enum Projection {
    /// A short-lived ServiceAccount token as `token`.
    Token {
        /// Seconds it is valid.
        seconds: i64,
    },
    /// The cluster's certificate authority as `ca.crt`.
    ClusterAuthority,
    /// The namespace's name as `namespace`.
    Namespace,
}

impl From<Pod> for Node {
    fn from(pod: Pod) -> Self {
        let user = pod.user;
        let mut metadata = pod.metadata.into_mapping();
        metadata.remove("name");
        metadata.remove("namespace");
        let specification = Mapping::new()
            .with("serviceAccountName", pod.service_account)
            .with("automountServiceAccountToken", false)
            .with("enableServiceLinks", false)
            .with("terminationGracePeriodSeconds", pod.grace_seconds)
            .with_some("restartPolicy", pod.restart_policy)
            .with_some("activeDeadlineSeconds", pod.active_deadline_seconds)
            .with(
                "securityContext",
                Mapping::new()
                    .with("runAsUser", user)
                    .with("runAsGroup", user)
                    .with_some("runAsNonRoot", (user != 0).then_some(true))
                    .with("fsGroup", user)
                    .with("fsGroupChangePolicy", "OnRootMismatch")
                    .with(
                        "seccompProfile",
                        Mapping::new().with("type", "RuntimeDefault"),
                    ),
            )
            .with(
                "nodeSelector",
                Mapping::new()
                    .with("kubernetes.io/arch", "amd64")
                    .with("kubernetes.io/os", "linux"),
            )
            .with_some("affinity", affinity(pod.node_values, pod.alone))
            .with_items(
                "tolerations",
                pod.tolerations
                    .into_iter()
                    .map(|key| {
                        Mapping::new()
                            .with("key", key)
                            .with("operator", "Exists")
                            .into()
                    })
                    .collect(),
            )
            .with_some("topologySpreadConstraints", pod.spread.map(spread))
            .with_items(
                "initContainers",
                pod.init_containers.into_iter().map(Self::from).collect(),
            )
            .with_items(
                "containers",
                pod.containers.into_iter().map(Self::from).collect(),
            )
            .with_items("volumes", pod.volumes.into_iter().map(Self::from).collect());
        Mapping::new()
            .with("metadata", metadata)
            .with("spec", specification)
            .into()
    }
}

fn affinity(
    node_values: Option<(&'static str, Vec<String>)>,
    alone: Option<Mapping>,
) -> Option<Mapping> {
    (node_values.is_some() || alone.is_some()).then(|| {
        Mapping::new()
            .with_some("nodeAffinity", node_values.map(on_nodes))
            .with_some("podAntiAffinity", alone.map(away_from))
    })
}

/// A disk that one node has at a time keeps pods of other nodes out; a network disk does not, so that the whole region counts where
/// nodes say theirs.
fn away_from(labels: Mapping) -> Mapping {
    let terms: Vec<Node> = ["kubernetes.io/hostname", "topology.kubernetes.io/region"]
        .into_iter()
        .map(|key| {
            Mapping::new()
                .with(
                    "labelSelector",
                    Mapping::new().with("matchLabels", labels.clone()),
                )
                .with("topologyKey", key)
                .into()
        })
        .collect();
    Mapping::new().with("requiredDuringSchedulingIgnoredDuringExecution", terms)
}

fn on_nodes((label, values): (&'static str, Vec<String>)) -> Mapping {
    let expression = Mapping::new()
        .with("key", label)
        .with("operator", "In")
        .with("values", Node::texts(values));
    let term = Mapping::new().with("matchExpressions", vec![expression]);
    Mapping::new().with(
        "requiredDuringSchedulingIgnoredDuringExecution",
        Mapping::new().with("nodeSelectorTerms", vec![term]),
    )
}

fn spread(labels: Mapping) -> Node {
    vec![
        Mapping::new()
            .with("maxSkew", 1)
            .with("topologyKey", "kubernetes.io/hostname")
            .with("whenUnsatisfiable", "ScheduleAnyway")
            .with("labelSelector", Mapping::new().with("matchLabels", labels)),
    ]
    .into()
}

impl From<Volume> for Node {
    fn from(volume: Volume) -> Self {
        let mapping = Mapping::new().with("name", volume.name);
        match volume.kind {
            VolumeKind::Empty { limit } => {
                mapping.with("emptyDir", Mapping::new().with_some("sizeLimit", limit))
            }
            VolumeKind::Memory { limit } => mapping.with(
                "emptyDir",
                Mapping::new()
                    .with("medium", "Memory")
                    .with("sizeLimit", limit),
            ),
            VolumeKind::Claim {
                size,
                storage_class,
            } => mapping.with(
                "ephemeral",
                Mapping::new().with(
                    "volumeClaimTemplate",
                    Mapping::new().with(
                        "spec",
                        specification(Claim {
                            name: String::new(),
                            size,
                            storage_class,
                            is_shared: false,
                        }),
                    ),
                ),
            ),
            VolumeKind::ExistingClaim { name } => mapping.with(
                "persistentVolumeClaim",
                Mapping::new().with("claimName", name),
            ),
            VolumeKind::ConfigMap { name } => {
                mapping.with("configMap", Mapping::new().with("name", name))
            }
            VolumeKind::Projected(sources) => mapping.with(
                "projected",
                Mapping::new().with(
                    "sources",
                    sources.into_iter().map(projection).collect::<Vec<_>>(),
                ),
            ),
        }
        .into()
    }
}

fn projection(source: Projection) -> Mapping {
    match source {
        Projection::Token { seconds } => Mapping::new().with(
            "serviceAccountToken",
            Mapping::new()
                .with("expirationSeconds", seconds)
                .with("path", "token"),
        ),
        Projection::ClusterAuthority => Mapping::new().with(
            "configMap",
            Mapping::new().with("name", "kube-root-ca.crt").with(
                "items",
                vec![Mapping::new().with("key", "ca.crt").with("path", "ca.crt")],
            ),
        ),
        Projection::Namespace => {
            let field = Mapping::new().with("path", "namespace").with(
                "fieldRef",
                Mapping::new().with("fieldPath", "metadata.namespace"),
            );
            Mapping::new().with("downwardAPI", Mapping::new().with("items", vec![field]))
        }
    }
}
