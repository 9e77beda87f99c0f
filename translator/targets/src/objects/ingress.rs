//! Ingresses.

use super::{Mapping, Metadata, Node, Object};

/// An Ingress without options of any one controller.
#[derive(Clone, Debug)]
pub struct Ingress {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// Ingress class; `None` is the cluster's default.
    pub class: Option<String>,
    /// Secret with the certificate.
    pub tls_secret: Option<String>,
    /// One rule per host.
    pub rules: Vec<IngressRule>,
}

/// Every path of one host to one Service.
#[derive(Clone, Debug)]
pub struct IngressRule {
    /// The host.
    pub host: String,
    /// The Service.
    pub service: String,
    /// Its port.
    pub port: u16,
}

impl From<Ingress> for Object {
    fn from(ingress: Ingress) -> Self {
        let hosts: Vec<Node> = ingress
            .rules
            .iter()
            .map(|rule| rule.host.clone().into())
            .collect();
        let rules: Vec<Mapping> = ingress.rules.into_iter().map(rule).collect();
        let tls = ingress.tls_secret.map(|secret| {
            vec![
                Mapping::new()
                    .with("hosts", Node::Sequence(hosts))
                    .with("secretName", secret),
            ]
        });
        let specification = Mapping::new()
            .with_some("ingressClassName", ingress.class)
            .with_some("tls", tls)
            .with("rules", rules);
        Self::new(
            "networking.k8s.io/v1",
            "Ingress",
            ingress.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}

fn rule(rule: IngressRule) -> Mapping {
    let service = Mapping::new()
        .with("name", rule.service)
        .with("port", Mapping::new().with("number", rule.port));
    let path = Mapping::new()
        .with("path", "/")
        .with("pathType", "Prefix")
        .with("backend", Mapping::new().with("service", service));
    Mapping::new()
        .with("host", rule.host)
        .with("http", Mapping::new().with("paths", vec![path]))
}
