//! Network policies: the platform lets in what comes through its gateway and lets everything out (mapping section 11).

use super::{Lowering, findings, monitoring, ports::Ports};
use crate::{
    objects::{Egress, IngressFrom, NetworkPolicy, PolicyPort},
    profile::{Authentication, Exposure},
};

/// Guessed when the profile does not say: private ranges (RFC 1918), shared address space (RFC 6598), unique local and
/// link-local IPv6.
const PRIVATE: &[&str] = &[
    "10.0.0.0/8",
    "100.64.0.0/10",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "fc00::/7",
    "fe80::/10",
];

/// Who connects to the workload, and where it connects to.
pub(super) struct Peers {
    /// Port behind the Service's port 80; `None` where nobody connects.
    pub front: Option<u16>,
    /// gRPC port, if it is routed.
    pub grpc: Option<u16>,
    pub through_interceptor: bool,
    pub reads_metrics: bool,
    /// Whether a container asks the API server.
    pub calls_cluster: bool,
}

pub(super) fn lower(lowering: &mut Lowering<'_>, ports: &Ports, peers: &Peers) {
    let profile = lowering.scope.profile;
    let choices = &profile.network_policy;
    if !choices.enabled {
        open_ports(lowering, ports, peers);
        return;
    }
    let ranges: Vec<String> = match &choices.cluster_ranges {
        Some(ranges) => ranges.clone(),
        None => {
            lowering.find(&findings::CLUSTER_RANGES, PRIVATE.join(", "));
            PRIVATE.iter().map(|range| (*range).to_owned()).collect()
        }
    };
    let mut ingress: Vec<IngressFrom> = Vec::new();
    let mut let_in = |namespace: &str, port: u16| match ingress
        .iter_mut()
        .find(|from| from.namespace == namespace)
    {
        Some(from) if from.ports.contains(&port) => {}
        Some(from) => from.ports.push(port),
        None => ingress.push(IngressFrom {
            namespace: namespace.to_owned(),
            ports: vec![port],
        }),
    };
    let entrance = match profile.exposure {
        Exposure::Gateway => Some(profile.gateway.pods_namespace()),
        Exposure::Ingress => Some(profile.ingress.controller_namespace.as_str()),
        // Clients run in the cluster, in the same namespace.
        Exposure::None => Some(profile.namespace.as_str()),
    };
    if let Some(namespace) = entrance {
        let is_guessed =
            profile.exposure == Exposure::Gateway && profile.gateway.pods_namespace.is_none();
        if is_guessed && peers.front.is_some() {
            lowering.find(&findings::GATEWAY_PODS, format!("pods in {namespace}"));
        }
        if !peers.through_interceptor
            && let Some(front) = peers.front
        {
            let_in(namespace, front);
        }
        if let Some(grpc) = peers.grpc {
            let_in(namespace, grpc);
        }
        for (port, _) in ports.extra.iter().filter(|_| peers.front.is_some()) {
            let_in(namespace, *port);
        }
    }
    if peers.through_interceptor
        && let Some(front) = peers.front
    {
        let_in(&profile.keda.namespace, front);
    }
    if let Some(metrics) = ports.metrics {
        if peers.reads_metrics {
            let_in(&profile.keda.namespace, metrics);
        }
        if let Some(namespace) = &choices.monitoring_namespace {
            let_in(namespace, metrics);
        }
    }
    if let Some(endpoint) = monitoring::endpoint(lowering, ports)
        && let Some(namespace) = &choices.monitoring_namespace
    {
        let_in(namespace, endpoint.port);
    }
    let mut egress = vec![Egress {
        to: Vec::new(),
        namespace: None,
        ports: vec![
            PolicyPort {
                protocol: "UDP",
                port: 53,
            },
            PolicyPort {
                protocol: "TCP",
                port: 53,
            },
        ],
    }];
    let outside = everything_but(&ranges, &choices.metadata_ranges);
    // A rule without destinations would allow all of them.
    if !outside.is_empty() {
        egress.push(Egress {
            to: outside,
            namespace: None,
            ports: Vec::new(),
        });
    }
    // Workloads call each other by their new hosts, and a cluster may send that to the pods of the entrance without leaving. Which
    // port those listen on is not the one that is called.
    if let Some(namespace) = entrance.filter(|_| profile.exposure != Exposure::None) {
        egress.push(Egress {
            to: Vec::new(),
            namespace: Some(namespace.to_owned()),
            ports: Vec::new(),
        });
    }
    if peers.calls_cluster && !ranges.is_empty() {
        egress.push(Egress {
            to: ranges
                .into_iter()
                .map(|range| (range, Vec::new()))
                .collect(),
            namespace: None,
            ports: vec![
                PolicyPort {
                    protocol: "TCP",
                    port: 443,
                },
                PolicyPort {
                    protocol: "TCP",
                    port: 6443,
                },
            ],
        });
    }
    let policy = NetworkPolicy {
        metadata: lowering.metadata(),
        selector: lowering.selector(),
        ingress,
        egress,
    };
    lowering.objects.push(policy.into());
}

/// What the login guards on the way in, and nothing guards inside the cluster.
fn open_ports(lowering: &mut Lowering<'_>, ports: &Ports, peers: &Peers) {
    let profile = lowering.scope.profile;
    let needs_login =
        !lowering.workload.is_public && profile.authentication != Authentication::None;
    if !needs_login || peers.front.is_none() {
        return;
    }
    let mut open = vec![ports.http];
    open.extend(ports.grpc);
    open.extend(ports.metrics);
    open.sort_unstable();
    open.dedup();
    let open: Vec<String> = open.iter().map(u16::to_string).collect();
    lowering.find(
        &findings::POD_PORT_OPEN,
        format!("port {} of its pods", open.join(", ")),
    );
}

/// Both address families, each without its ranges: an exception must lie inside its block. A range that is a whole family
/// leaves that family out.
fn everything_but(cluster: &[String], metadata: &[String]) -> Vec<(String, Vec<String>)> {
    let mut blocks = Vec::new();
    for (everything, is_v6) in [("0.0.0.0/0", false), ("::/0", true)] {
        let mut except: Vec<String> = cluster
            .iter()
            .chain(metadata)
            .filter(|range| range.contains(':') == is_v6)
            .cloned()
            .collect();
        except.sort_unstable();
        except.dedup();
        if !except.iter().any(|range| range.ends_with("/0")) {
            blocks.push((everything.to_owned(), except));
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ranges: &[&str]) -> Vec<String> {
        ranges.iter().map(|range| (*range).to_owned()).collect()
    }

    #[test]
    fn exceptions_lie_inside_their_block() {
        let blocks = everything_but(
            &texts(&["10.0.0.0/8", "fc00::/7"]),
            &texts(&["169.254.169.254/32", "10.0.0.0/8"]),
        );
        assert_eq!(
            blocks,
            [
                (
                    "0.0.0.0/0".to_owned(),
                    texts(&["10.0.0.0/8", "169.254.169.254/32"])
                ),
                ("::/0".to_owned(), texts(&["fc00::/7"])),
            ]
        );
    }

    #[test]
    fn a_cluster_that_is_everything_leaves_nothing() {
        assert_eq!(everything_but(&texts(&["0.0.0.0/0", "::/0"]), &[]), []);
    }
}
