//! Ports and the Service in front of them.

use ovhai_model::Scaling;

use super::{Lowering, findings, rules, triggers};
use crate::objects::{Object, Service, ServicePort};

const DEFAULT_HTTP: u16 = 8080;

/// The ports of a workload.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    /// Behind the main URL.
    pub http: u16,
    /// Behind the gRPC host.
    pub grpc: Option<u16>,
    /// Where KEDA reads the workload's own metric; may be one of the others.
    pub metrics: Option<u16>,
    /// Port of the Service for gRPC.
    pub grpc_of_service: u16,
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
    Ports {
        http,
        grpc,
        metrics,
        grpc_of_service: free(grpc.unwrap_or_default(), &[80]),
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
        port == self.http || Some(port) == self.grpc || Some(port) == self.metrics
    }

    /// A port near `wanted` for a sidecar.
    pub(super) fn free_beside(&self, wanted: u16) -> u16 {
        let mut used = vec![self.http];
        used.extend(self.grpc);
        used.extend(self.metrics);
        free(wanted, &used)
    }

    /// The Service. Port 80 leads to `proxy` if there is one, else to the workload.
    pub(super) fn service(&self, lowering: &Lowering<'_>, proxy: Option<u16>) -> Object {
        let port = |name, port, target, protocol| ServicePort {
            name,
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
        Service {
            metadata: lowering.metadata(),
            selector: lowering.selector(),
            ports,
        }
        .into()
    }
}
