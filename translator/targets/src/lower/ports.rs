//! Ports and the Service in front of them.

use ovhai_model::{Scaling, Workload};

use super::{Lowering, findings, rules, triggers};
use crate::objects::{Object, Service, ServicePort};

pub(super) const DEFAULT_HTTP: u16 = 8080;

/// The port behind the main URL of `workload`, if it names a usable one.
pub(super) fn http_of(workload: &Workload) -> Option<u16> {
    rules::port(workload.http_port?)
}

/// The ports of a workload.
#[derive(Clone)]
pub(super) struct Ports {
    /// Behind the main URL.
    pub http: u16,
    /// Behind the gRPC host.
    pub grpc: Option<u16>,
    /// Where KEDA reads the workload's own metric; may be one of the others.
    pub metrics: Option<u16>,
    /// Port of the Service for gRPC.
    pub grpc_of_service: u16,
    /// Others that are called through a URL of their own: the pod's port and the Service's.
    pub extra: Vec<(u16, u16)>,
}

pub(super) fn choose(lowering: &mut Lowering<'_>) -> Ports {
    let workload = lowering.workload;
    let http = match workload.http_port {
        None => DEFAULT_HTTP,
        Some(number) => rules::port(number).unwrap_or_else(|| {
            lowering.find(
                &findings::PORT_REFUSED,
                format!("the HTTP port is {number}; {DEFAULT_HTTP} is used"),
            );
            DEFAULT_HTTP
        }),
    };
    let grpc = workload.grpc_port.and_then(|number| {
        let port = rules::port(number);
        if port.is_none() {
            lowering.find(
                &findings::PORT_REFUSED,
                format!("the gRPC port is {number} and left out"),
            );
        }
        port
    });
    let metrics = match &workload.scaling {
        Scaling::Custom { metric, .. } => triggers::own_port(&metric.url),
        _ => None,
    };
    let grpc_of_service = free(grpc.unwrap_or_default(), &[80]);
    let mut used = vec![80, grpc_of_service];
    if let Some(metrics) = metrics {
        used.push(free(metrics, &used));
    }
    let mut extra = Vec::new();
    let called = lowering.scope.extra_ports.get(&workload.address);
    for port in called.into_iter().flat_map(|ports| ports.keys().copied()) {
        let of_service = free(port, &used);
        used.push(of_service);
        extra.push((port, of_service));
    }
    Ports {
        http,
        grpc,
        metrics,
        grpc_of_service,
        extra,
    }
}

/// `wanted` or the next number that is not `used`.
fn free(wanted: u16, used: &[u16]) -> u16 {
    let mut port = wanted;
    while used.contains(&port) {
        port = port.checked_add(1).unwrap_or(1024);
    }
    port
}

impl Ports {
    /// The named ports of the container, each number once: server-side apply refuses duplicates.
    pub(super) fn of_container(&self) -> Vec<(&'static str, u16)> {
        let mut ports = vec![("http", self.http)];
        for (name, port) in [("grpc", self.grpc), ("metrics", self.metrics)] {
            if let Some(port) = port
                && !ports.iter().any(|(_, known)| *known == port)
            {
                ports.push((name, port));
            }
        }
        ports
    }

    /// Whether any part of the workload names `port`.
    pub(super) fn knows(&self, port: u16) -> bool {
        port == self.http
            || Some(port) == self.grpc
            || Some(port) == self.metrics
            || self.extra.iter().any(|(known, _)| *known == port)
    }

    /// A port near `wanted` for a sidecar.
    pub(super) fn free_beside(&self, wanted: u16) -> u16 {
        let mut used = vec![self.http];
        used.extend(self.grpc);
        used.extend(self.metrics);
        used.extend(self.extra.iter().map(|(port, _)| *port));
        free(wanted, &used)
    }

    /// The Service. Port 80 leads to `proxy` if there is one, else to the workload.
    pub(super) fn service(&self, lowering: &Lowering<'_>, proxy: Option<u16>) -> Object {
        let port = |name: &'static str, port, target, protocol| ServicePort {
            name: name.into(),
            port,
            target,
            protocol,
        };
        let mut ports = vec![port("http", 80, proxy.unwrap_or(self.http), None)];
        if let Some(grpc) = self.grpc {
            ports.push(port(
                "grpc",
                self.grpc_of_service,
                grpc,
                Some("kubernetes.io/h2c"),
            ));
        }
        if let Some(metrics) = self.metrics {
            let of_service = free(metrics, &[80, self.grpc_of_service]);
            ports.push(port("metrics", of_service, metrics, None));
        }
        for (target, of_service) in &self.extra {
            ports.push(ServicePort {
                name: format!("port-{target}").into(),
                port: *of_service,
                target: *target,
                protocol: None,
            });
        }
        Service {
            metadata: lowering.metadata(),
            selector: lowering.selector(),
            ports,
        }
        .into()
    }
}
