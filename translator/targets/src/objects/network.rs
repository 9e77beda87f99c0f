//! Network policies.

use super::{Mapping, Metadata, Node, Object};

/// A policy for both directions.
#[derive(Clone, Debug)]
pub struct NetworkPolicy {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// Labels of the pods it is about.
    pub selector: Mapping,
    /// Who may connect; empty lets nobody in.
    pub ingress: Vec<IngressFrom>,
    /// What may be connected to; empty lets nothing out.
    pub egress: Vec<Egress>,
}

/// A namespace that may connect to ports.
#[derive(Clone, Debug)]
pub struct IngressFrom {
    /// The namespace.
    pub namespace: String,
    /// TCP ports.
    pub ports: Vec<u16>,
}

/// What may be connected to.
#[derive(Clone, Debug)]
pub struct Egress {
    /// Address ranges with exceptions, or every destination.
    pub to: Vec<(String, Vec<String>)>,
    /// A namespace instead of ranges.
    pub namespace: Option<String>,
    /// Ports; empty for all.
    pub ports: Vec<PolicyPort>,
}

/// A port with its protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyPort {
    /// `TCP` or `UDP`.
    pub protocol: &'static str,
    /// The number.
    pub port: u16,
}

impl From<PolicyPort> for Node {
    fn from(port: PolicyPort) -> Self {
        Mapping::new()
            .with("protocol", port.protocol)
            .with("port", port.port)
            .into()
    }
}

fn namespace_selector(namespace: Node) -> Mapping {
    Mapping::new().with(
        "namespaceSelector",
        Mapping::new().with(
            "matchLabels",
            Mapping::new().with("kubernetes.io/metadata.name", namespace),
        ),
    )
}

impl From<NetworkPolicy> for Object {
    fn from(policy: NetworkPolicy) -> Self {
        let ingress: Vec<Node> = policy
            .ingress
            .into_iter()
            .map(|from| {
                let ports = from
                    .ports
                    .into_iter()
                    .map(|port| {
                        PolicyPort {
                            protocol: "TCP",
                            port,
                        }
                        .into()
                    })
                    .collect();
                Mapping::new()
                    .with("from", vec![namespace_selector(from.namespace.into())])
                    .with_items("ports", ports)
                    .into()
            })
            .collect();
        let egress: Vec<Node> = policy.egress.into_iter().map(Node::from).collect();
        let specification = Mapping::new()
            .with(
                "podSelector",
                Mapping::new().with("matchLabels", policy.selector),
            )
            .with("policyTypes", Node::texts(["Ingress", "Egress"]))
            .with_items("ingress", ingress)
            .with_items("egress", egress);
        Self::new(
            "networking.k8s.io/v1",
            "NetworkPolicy",
            policy.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}

impl From<Egress> for Node {
    fn from(egress: Egress) -> Self {
        let mut to: Vec<Self> = egress
            .to
            .into_iter()
            .map(|(range, except)| {
                let block = Mapping::new()
                    .with("cidr", range)
                    .with_items("except", except.into_iter().map(Self::from).collect());
                Mapping::new().with("ipBlock", block).into()
            })
            .collect();
        if let Some(namespace) = egress.namespace {
            to.push(namespace_selector(namespace.into()).into());
        }
        Mapping::new()
            .with_items("to", to)
            .with_items("ports", egress.ports.into_iter().map(Self::from).collect())
            .into()
    }
}
