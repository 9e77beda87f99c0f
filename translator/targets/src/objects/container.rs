//! Containers of a pod.

use super::{Mapping, Node, SecretReference};

/// A container. Empty lists are left out.
#[derive(Clone, Debug, Default)]
pub struct Container {
    /// Name within the pod.
    pub name: &'static str,
    /// Name with a number, for containers that repeat; wins over `name`.
    pub numbered: Option<usize>,
    /// Image reference.
    pub image: String,
    /// True pulls at every start.
    pub always_pull: bool,
    /// Replaces the entry point; `$(NAME)` is expanded by Kubernetes.
    pub command: Vec<String>,
    /// Replaces the arguments; `$(NAME)` is expanded by Kubernetes.
    pub args: Vec<String>,
    /// Environment.
    pub environment: Vec<(String, EnvironmentEntry)>,
    /// Secrets whose keys all become variables.
    pub environment_from: Vec<String>,
    /// Named ports.
    pub ports: Vec<(&'static str, u16)>,
    /// Requests and limits.
    pub resources: Resources,
    /// Traffic is sent only while it passes.
    pub readiness: Option<Probe>,
    /// Restarted when it fails.
    pub liveness: Option<Probe>,
    /// The other checks wait until it has passed once.
    pub startup: Option<Probe>,
    /// Mounted volumes.
    pub mounts: Vec<Mount>,
    /// True runs with a read-only root file system.
    pub read_only_root: bool,
    /// True makes an init container a native sidecar: it runs beside the containers and is stopped after them.
    pub restart_always: bool,
}

/// Where a variable's value is.
#[derive(Clone, Debug)]
pub enum EnvironmentEntry {
    /// Here. Kubernetes expands `$(NAME)` in it.
    Value(String),
    /// In a ConfigMap; never expanded.
    ConfigMap {
        /// Name of the ConfigMap.
        name: String,
        /// Its key.
        key: String,
    },
    /// In a Secret; never expanded.
    Secret(SecretReference),
    /// A field of the pod, by its path; never expanded.
    Field(&'static str),
}

/// Requests and limits.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// Requests.
    pub requests: Quantities,
    /// Limits.
    pub limits: Quantities,
}

/// Quantities by resource name, in the order they are printed.
pub type Quantities = Vec<(&'static str, String)>;

/// A health check.
#[derive(Clone, Debug)]
pub struct Probe {
    /// What is checked.
    pub check: ProbeCheck,
    /// Seconds before the first check.
    pub initial_delay_seconds: i32,
    /// Seconds between checks.
    pub period_seconds: i32,
    /// Seconds until a check counts as failed.
    pub timeout_seconds: i32,
    /// Failures in a row that count.
    pub failure_threshold: i32,
    /// Successes in a row that count.
    pub success_threshold: i32,
}

/// What a health check does.
#[derive(Clone, Debug)]
pub enum ProbeCheck {
    /// An HTTP GET.
    Http {
        /// Request path.
        path: String,
        /// Port.
        port: u16,
    },
    /// A TCP connection.
    Tcp {
        /// Port.
        port: u16,
    },
}

/// A volume in the container's file system.
#[derive(Clone, Debug, Default)]
pub struct Mount {
    /// Name of the pod's volume.
    pub volume: String,
    /// Absolute path.
    pub path: String,
    /// True refuses writes.
    pub read_only: bool,
    /// One file of the volume instead of all.
    pub sub_path: Option<&'static str>,
}

impl From<Container> for Node {
    fn from(container: Container) -> Self {
        let name: Self = match container.numbered {
            None => container.name.into(),
            Some(number) => format!("{}-{number}", container.name).into(),
        };
        let texts = |items: Vec<String>| items.into_iter().map(Self::from).collect();
        Mapping::new()
            .with("name", name)
            .with("image", container.image)
            .with(
                "imagePullPolicy",
                if container.always_pull {
                    "Always"
                } else {
                    "IfNotPresent"
                },
            )
            .with_some(
                "restartPolicy",
                container.restart_always.then_some("Always"),
            )
            .with_items("command", texts(container.command))
            .with_items("args", texts(container.args))
            .with_items(
                "ports",
                container
                    .ports
                    .into_iter()
                    .map(|(name, port)| {
                        Mapping::new()
                            .with("name", name)
                            .with("containerPort", port)
                            .into()
                    })
                    .collect(),
            )
            .with_items(
                "envFrom",
                container
                    .environment_from
                    .into_iter()
                    .map(|name| {
                        Mapping::new()
                            .with("secretRef", Mapping::new().with("name", name))
                            .into()
                    })
                    .collect(),
            )
            .with_items(
                "env",
                container
                    .environment
                    .into_iter()
                    .map(|(name, entry)| variable(name, entry).into())
                    .collect(),
            )
            .with_some("resources", resources(container.resources))
            .with_items(
                "volumeMounts",
                container.mounts.into_iter().map(Self::from).collect(),
            )
            .with_some("livenessProbe", container.liveness)
            .with_some("startupProbe", container.startup)
            .with_some("readinessProbe", container.readiness)
            .with("securityContext", security(container.read_only_root))
            .into()
    }
}

fn variable(name: String, entry: EnvironmentEntry) -> Mapping {
    let reference = |source: &'static str, name: String, key: String| {
        Mapping::new().with(source, Mapping::new().with("name", name).with("key", key))
    };
    let mapping = Mapping::new().with("name", name);
    match entry {
        EnvironmentEntry::Value(value) => mapping.with("value", value),
        EnvironmentEntry::ConfigMap { name, key } => {
            mapping.with("valueFrom", reference("configMapKeyRef", name, key))
        }
        EnvironmentEntry::Secret(SecretReference { name, key }) => {
            mapping.with("valueFrom", reference("secretKeyRef", name, key))
        }
        EnvironmentEntry::Field(path) => mapping.with(
            "valueFrom",
            Mapping::new().with("fieldRef", Mapping::new().with("fieldPath", path)),
        ),
    }
}

fn resources(resources: Resources) -> Option<Mapping> {
    let quantities = |list: Quantities| {
        let mut mapping = Mapping::new();
        for (name, quantity) in list {
            mapping.push(name, quantity);
        }
        (!mapping.is_empty()).then_some(mapping)
    };
    let mapping = Mapping::new()
        .with_some("requests", quantities(resources.requests))
        .with_some("limits", quantities(resources.limits));
    (!mapping.is_empty()).then_some(mapping)
}

fn security(read_only_root: bool) -> Mapping {
    Mapping::new()
        .with("allowPrivilegeEscalation", false)
        .with(
            "capabilities",
            Mapping::new().with("drop", Node::texts(["ALL"])),
        )
        .with_some("readOnlyRootFilesystem", read_only_root.then_some(true))
}

impl From<Probe> for Node {
    fn from(probe: Probe) -> Self {
        let (name, check) = match probe.check {
            ProbeCheck::Http { path, port } => (
                "httpGet",
                Mapping::new().with("path", path).with("port", port),
            ),
            ProbeCheck::Tcp { port } => ("tcpSocket", Mapping::new().with("port", port)),
        };
        Mapping::new()
            .with(name, check)
            .with("initialDelaySeconds", probe.initial_delay_seconds)
            .with("periodSeconds", probe.period_seconds)
            .with("timeoutSeconds", probe.timeout_seconds)
            .with("failureThreshold", probe.failure_threshold)
            .with("successThreshold", probe.success_threshold)
            .into()
    }
}

impl From<Mount> for Node {
    fn from(mount: Mount) -> Self {
        Mapping::new()
            .with("name", mount.volume)
            .with("mountPath", mount.path)
            .with_some("readOnly", mount.read_only.then_some(true))
            .with_some("subPath", mount.sub_path)
            .into()
    }
}
