//! Gateway API routes.

use super::{Mapping, Metadata, Node, Object};

/// The Gateway a route attaches to.
#[derive(Clone, Debug)]
pub struct ParentGateway {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Its listener, if not every one.
    pub section: Option<String>,
}

/// Where a route sends requests.
#[derive(Clone, Debug)]
pub struct Backend {
    /// The Service.
    pub service: String,
    /// Its namespace, if another one.
    pub namespace: Option<String>,
    /// Its port.
    pub port: u16,
}

/// A route of one host to one backend.
#[derive(Clone, Debug)]
pub struct Route {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// The Gateway.
    pub parent: ParentGateway,
    /// The host.
    pub host: String,
    /// The backend.
    pub backend: Backend,
    /// Request timeout; HTTP routes only.
    pub timeout: Option<String>,
}

impl Route {
    fn into_object(self, kind: &'static str) -> Object {
        let parent = Mapping::new()
            .with("name", self.parent.name)
            .with("namespace", self.parent.namespace)
            .with_some("sectionName", self.parent.section);
        let backend = Mapping::new()
            .with("name", self.backend.service)
            .with_some("namespace", self.backend.namespace)
            .with("port", self.backend.port);
        let rule = Mapping::new().with("backendRefs", vec![backend]).with_some(
            "timeouts",
            self.timeout
                .map(|timeout| Mapping::new().with("request", timeout)),
        );
        let specification = Mapping::new()
            .with("parentRefs", vec![parent])
            .with("hostnames", Node::texts([self.host]))
            .with("rules", vec![rule]);
        Object::new(
            "gateway.networking.k8s.io/v1",
            kind,
            self.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}

/// An HTTPRoute; every path goes to the backend.
#[must_use]
pub fn http_route(route: Route) -> Object {
    route.into_object("HTTPRoute")
}

/// A GRPCRoute; every method goes to the backend.
#[must_use]
pub fn grpc_route(route: Route) -> Object {
    Route {
        timeout: None,
        ..route
    }
    .into_object("GRPCRoute")
}

/// Lets HTTPRoutes of `from` send requests to the Service `service` in the metadata's namespace.
#[must_use]
pub fn reference_grant(metadata: Metadata, from: String, service: String) -> Object {
    let from = Mapping::new()
        .with("group", "gateway.networking.k8s.io")
        .with("kind", "HTTPRoute")
        .with("namespace", from);
    let to = Mapping::new()
        .with("group", "")
        .with("kind", "Service")
        .with("name", service);
    Object::new(
        "gateway.networking.k8s.io/v1beta1",
        "ReferenceGrant",
        metadata,
        Mapping::new().with(
            "spec",
            Mapping::new().with("from", vec![from]).with("to", vec![to]),
        ),
    )
}
