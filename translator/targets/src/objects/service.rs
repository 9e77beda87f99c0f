//! Services.

use std::borrow::Cow;

use super::{Mapping, Metadata, Node, Object};

/// A Service of type ClusterIP.
#[derive(Clone, Debug)]
pub struct Service {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// Labels of the pods behind it.
    pub selector: Mapping,
    /// Ports.
    pub ports: Vec<ServicePort>,
}

/// A port of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePort {
    /// Name within the Service.
    pub name: Cow<'static, str>,
    /// Port of the Service.
    pub port: u16,
    /// Port of the pods.
    pub target: u16,
    /// Application protocol, for gateways.
    pub protocol: Option<&'static str>,
}

impl From<ServicePort> for Node {
    fn from(port: ServicePort) -> Self {
        Mapping::new()
            .with("name", port.name.into_owned())
            .with("port", port.port)
            .with("targetPort", port.target)
            .with_some("appProtocol", port.protocol)
            .into()
    }
}

impl From<Service> for Object {
    fn from(service: Service) -> Self {
        let specification = Mapping::new()
            .with("type", "ClusterIP")
            .with("selector", service.selector)
            .with_items("ports", service.ports.into_iter().map(Node::from).collect());
        Self::new(
            "v1",
            "Service",
            service.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}

/// A Service without an address of its own, which only names the pods of a StatefulSet.
#[must_use]
pub fn headless_service(metadata: Metadata, selector: Mapping) -> Object {
    let specification = Mapping::new()
        .with("clusterIP", "None")
        .with("selector", selector);
    Object::new(
        "v1",
        "Service",
        metadata,
        Mapping::new().with("spec", specification),
    )
}

/// A Service that is another name for `host`.
#[must_use]
pub fn external_service(metadata: Metadata, host: String, port: u16) -> Object {
    let ports = vec![Mapping::new().with("name", "http").with("port", port)];
    let specification = Mapping::new()
        .with("type", "ExternalName")
        .with("externalName", host)
        .with("ports", ports);
    Object::new(
        "v1",
        "Service",
        metadata,
        Mapping::new().with("spec", specification),
    )
}
