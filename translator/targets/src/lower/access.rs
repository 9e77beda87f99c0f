//! Who may call: the bearer-checking sidecar and what it needs (mapping section 7, variants A to C).

use super::{Lowering, findings, identity::PREFIX, ports::Ports};
use crate::{
    objects::{
        Container, Mapping, Mount, Probe, ProbeCheck, Projection, Resources, Rule, Volume,
        VolumeKind, cluster_role_binding, config_map, role,
    },
    profile::Authentication,
};

/// A resource that exists nowhere: rights on it let a bearer through the proxy and do nothing in the API server itself.
pub(super) const VIRTUAL_GROUP: &str = "access.ovhai.migration";
pub(super) const VIRTUAL_RESOURCE: &str = "apps";
const CREDENTIALS: &str = "proxy-credentials";
const SETTINGS: &str = "proxy-settings";

/// What stands in front of the workload.
pub(super) struct Access {
    /// The sidecar.
    pub sidecar: Option<Container>,
    pub volumes: Vec<Volume>,
    /// Port that requests must go to instead of the workload's own.
    pub port: Option<u16>,
    /// Whether gRPC may be routed.
    pub is_open_to_grpc: bool,
}

impl Access {
    /// Nothing stands in front.
    pub(super) const fn open() -> Self {
        Self {
            sidecar: None,
            volumes: Vec::new(),
            port: None,
            is_open_to_grpc: true,
        }
    }
}

/// Whether the pod gets a sidecar.
pub(super) fn has_sidecar(lowering: &Lowering<'_>) -> bool {
    !lowering.workload.is_public
        && lowering.scope.profile.authentication == Authentication::BearerProxy
}

pub(super) fn lower(lowering: &mut Lowering<'_>, ports: &Ports) -> Access {
    let open = Access::open();
    if lowering.workload.is_public {
        return open;
    }
    match lowering.scope.profile.authentication {
        Authentication::BearerProxy => {
            lowering.find(
                &findings::LOGIN_REPLACED,
                format!(
                    "callers need rights on {VIRTUAL_RESOURCE}.{VIRTUAL_GROUP}/{}",
                    lowering.name
                ),
            );
            people_and_tokens(lowering);
            if ports.grpc.is_some() {
                lowering.find(&findings::GRPC_CLOSED, "its gRPC port has no route");
            }
            sidecar(lowering, ports)
        }
        Authentication::Gateway => {
            lowering.find(
                &findings::GATEWAY_POLICY,
                "it needs a login on the platform",
            );
            people_and_tokens(lowering);
            open
        }
        Authentication::None => {
            lowering.find(&findings::OPEN_ACCESS, "it needs a login on the platform");
            open
        }
    }
}

fn people_and_tokens(lowering: &mut Lowering<'_>) {
    lowering.find(&findings::LOGIN_PAGE, "the platform shows a login page");
    lowering.find(&findings::TOKENS_CHANGE, "the platform takes bearer tokens");
}

fn sidecar(lowering: &mut Lowering<'_>, ports: &Ports) -> Access {
    let profile = lowering.scope.profile;
    let proxy = &profile.proxy;
    let port = ports.free_beside(proxy.port);
    let name = format!("{}-proxy", lowering.name);
    // JSON is YAML, which the proxy reads.
    let settings = serde_json::json!({
        "authorization": {
            "resourceAttributes": {
                "apiGroup": VIRTUAL_GROUP,
                "apiVersion": "v1",
                "resource": VIRTUAL_RESOURCE,
                "namespace": profile.namespace,
                "name": lowering.name,
            }
        }
    });
    let map = config_map(
        lowering.metadata_named(name.clone()),
        Mapping::new().with("config.json", settings.to_string()),
    );
    let role = role(
        lowering.metadata(),
        vec![Rule {
            groups: vec![VIRTUAL_GROUP],
            resources: vec![VIRTUAL_RESOURCE],
            names: vec![lowering.name.to_owned()],
            verbs: vec!["*"],
        }],
    );
    let mut binding = lowering.metadata_named(format!(
        "{PREFIX}:{}:{}:token-review",
        profile.namespace, lowering.name
    ));
    binding.namespace = None;
    let binding = cluster_role_binding(
        binding,
        "system:auth-delegator",
        profile.namespace.clone(),
        lowering.name.to_owned(),
    );
    lowering.objects.extend([map, role, binding]);
    let quantities = vec![
        ("cpu", proxy.cpu.clone()),
        ("memory", proxy.memory.clone()),
        ("ephemeral-storage", proxy.ephemeral_storage.clone()),
    ];
    let mount = |volume: &str, path: &str| Mount {
        volume: volume.to_owned(),
        path: path.to_owned(),
        read_only: true,
        sub_path: None,
    };
    let container = Container {
        name: "auth-proxy",
        image: proxy.image.clone(),
        args: vec![
            // Plain HTTP behind the gateway, as on the platform, where TLS ends at the gateway too.
            format!("--insecure-listen-address=0.0.0.0:{port}"),
            format!("--upstream=http://127.0.0.1:{}/", ports.http),
            "--config-file=/etc/auth-proxy/config.json".to_owned(),
        ],
        ports: vec![("auth", port)],
        // No limit of CPU: every request passes here, and a throttled proxy is a throttled workload.
        resources: Resources {
            limits: quantities
                .iter()
                .filter(|(name, _)| *name != "cpu")
                .cloned()
                .collect(),
            requests: quantities,
        },
        readiness: Some(Probe {
            check: ProbeCheck::Tcp { port },
            initial_delay_seconds: 0,
            period_seconds: 10,
            timeout_seconds: 1,
            failure_threshold: 3,
            success_threshold: 1,
        }),
        mounts: vec![
            mount(SETTINGS, "/etc/auth-proxy"),
            mount(CREDENTIALS, "/var/run/secrets/kubernetes.io/serviceaccount"),
        ],
        read_only_root: true,
        ..Container::default()
    };
    Access {
        sidecar: Some(container),
        volumes: vec![
            Volume {
                name: SETTINGS.to_owned(),
                kind: VolumeKind::ConfigMap { name },
            },
            Volume {
                name: CREDENTIALS.to_owned(),
                kind: VolumeKind::Projected(vec![
                    Projection::Token { seconds: 3600 },
                    Projection::ClusterAuthority,
                    Projection::Namespace,
                ]),
            },
        ],
        port: Some(port),
        is_open_to_grpc: false,
    }
}
