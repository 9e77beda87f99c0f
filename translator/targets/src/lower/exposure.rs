//! How traffic from outside reaches the workload.

use super::{
    Lowering, findings,
    hosts::{Protocol, new_address, new_host},
    ports::Ports,
};
use crate::{
    naming::INTERCEPTOR,
    objects::{Backend, Ingress, IngressRule, ParentGateway, Route, grpc_route, http_route},
    profile::Exposure,
    urls::UrlMove,
};

/// Hosts whose requests wake the workload.
pub(super) fn http_hosts(lowering: &Lowering<'_>) -> Vec<String> {
    vec![new_host(
        lowering.scope,
        lowering.workload,
        lowering.name,
        Protocol::Http,
    )]
}

pub(super) fn lower(
    lowering: &mut Lowering<'_>,
    ports: &Ports,
    routes_grpc: bool,
    through_interceptor: bool,
) {
    let profile = lowering.scope.profile;
    let grpc = ports.grpc.is_some() && routes_grpc;
    note(lowering, ports.grpc.is_some(), grpc);
    if profile.exposure == Exposure::None {
        return;
    }
    let host = |lowering: &Lowering<'_>, protocol| {
        new_host(lowering.scope, lowering.workload, lowering.name, protocol)
    };
    match profile.exposure {
        Exposure::None => {}
        Exposure::Gateway => {
            let parent = ParentGateway {
                name: profile.gateway.name.clone(),
                namespace: profile.gateway.namespace.clone(),
                section: profile.gateway.section.clone(),
            };
            let own = Backend {
                service: lowering.name.to_owned(),
                namespace: None,
                port: 80,
            };
            let backend = if through_interceptor {
                Backend {
                    service: profile.keda.interceptor_service.clone(),
                    namespace: Some(profile.keda.namespace.clone()),
                    port: profile.keda.interceptor_port,
                }
            } else {
                own.clone()
            };
            let route = http_route(Route {
                metadata: lowering.metadata(),
                parent: parent.clone(),
                host: host(lowering, Protocol::Http),
                backend,
                timeout: profile.gateway.request_timeout.clone(),
            });
            lowering.objects.push(route);
            for (port, of_service) in &ports.extra {
                let route = http_route(Route {
                    metadata: lowering.metadata_named(format!("{}--{port}", lowering.name)),
                    parent: parent.clone(),
                    host: host(lowering, Protocol::Port(*port)),
                    backend: Backend {
                        port: *of_service,
                        ..own.clone()
                    },
                    timeout: profile.gateway.request_timeout.clone(),
                });
                lowering.objects.push(route);
            }
            if grpc {
                let route = grpc_route(Route {
                    metadata: lowering.metadata(),
                    parent,
                    host: host(lowering, Protocol::Grpc),
                    backend: Backend {
                        port: ports.grpc_of_service,
                        ..own
                    },
                    timeout: None,
                });
                lowering.objects.push(route);
            }
        }
        Exposure::Ingress => {
            let (service, port) = if through_interceptor {
                // A backend of an Ingress lies in its own namespace.
                (INTERCEPTOR.to_owned(), profile.keda.interceptor_port)
            } else {
                (lowering.name.to_owned(), 80)
            };
            let mut rules = vec![IngressRule {
                host: host(lowering, Protocol::Http),
                service,
                port,
            }];
            for (port, of_service) in &ports.extra {
                rules.push(IngressRule {
                    host: host(lowering, Protocol::Port(*port)),
                    service: lowering.name.to_owned(),
                    port: *of_service,
                });
            }
            if grpc {
                rules.push(IngressRule {
                    host: host(lowering, Protocol::Grpc),
                    service: lowering.name.to_owned(),
                    port: ports.grpc_of_service,
                });
            }
            let mut metadata = lowering.metadata();
            for (name, value) in &profile.ingress.annotations {
                metadata
                    .annotations
                    .insert(name.clone().into(), value.clone());
            }
            let ingress = Ingress {
                metadata,
                class: profile.ingress.class.clone(),
                tls_secret: profile.ingress.tls_secret.clone(),
                rules,
            };
            lowering.objects.push(ingress.into());
        }
    }
}

/// A run that nothing leads to. Its addresses are told all the same: they end with the platform.
pub(super) fn closed(lowering: &mut Lowering<'_>) {
    let workload = lowering.workload;
    if !workload.has_ended() {
        let old = workload.url.as_deref().unwrap_or("(no URL yet)");
        let detail = format!("{old} is not replaced");
        lowering.find(&findings::JOB_URL_DROPPED, detail);
    }
    for (protocol, old) in [
        (Protocol::Http, &workload.url),
        (Protocol::Grpc, &workload.grpc_address),
    ] {
        if old.is_some() {
            lowering.urls.push(UrlMove {
                address: workload.address.clone(),
                workload: workload.name.clone(),
                protocol: protocol.as_str(),
                old: old.clone(),
                new: None,
            });
        }
    }
}

/// Findings and the table of old and new addresses.
fn note(lowering: &mut Lowering<'_>, has_grpc: bool, routes_grpc: bool) {
    let (scope, workload) = (lowering.scope, lowering.workload);
    let new = |protocol| new_address(scope, workload, lowering.name, protocol);
    let http = new(Protocol::Http);
    let grpc = new(Protocol::Grpc).filter(|_| routes_grpc);
    match &http {
        None => lowering.find(&findings::NOT_EXPOSED, "the profile's exposure is none"),
        Some(new) => {
            let old = workload.url.as_deref().unwrap_or("(no URL yet)");
            lowering.find(&findings::URL_CHANGES, format!("{old} becomes {new}"));
            if scope.profile.domain.is_none() {
                lowering.find(&findings::HOST_NEEDED, format!("the host is {new}"));
            }
        }
    }
    if let Some(address) = &grpc {
        let kind = if scope.profile.exposure == Exposure::Ingress {
            &findings::GRPC_INGRESS
        } else {
            &findings::GRPC_ADDRESS
        };
        lowering.find(kind, format!("the gRPC address becomes {address}"));
    }
    for (port, moved) in scope
        .extra_ports
        .get(&workload.address)
        .into_iter()
        .flatten()
    {
        let new = moved.new.as_deref().unwrap_or_default();
        lowering.find(
            &findings::EXTRA_PORT_ROUTED,
            format!("port {port} becomes {new}"),
        );
        lowering.urls.push(moved.clone());
    }
    let mut moved = |protocol: Protocol, old: &Option<String>, new| {
        lowering.urls.push(UrlMove {
            address: workload.address.clone(),
            workload: workload.name.clone(),
            protocol: protocol.as_str(),
            old: old.clone(),
            new,
        });
    };
    moved(Protocol::Http, &workload.url, http);
    if has_grpc || workload.grpc_address.is_some() {
        moved(Protocol::Grpc, &workload.grpc_address, grpc);
    }
}
