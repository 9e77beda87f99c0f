//! Hosts: the new ones, and what is known of today's.

use std::collections::BTreeMap;

use ovhai_model::{Task, Workload};

use super::{findings, rules};
use crate::{Scope, UrlMove, profile::Exposure};

/// Where hosts are until a person chooses a domain.
pub(crate) const PLACEHOLDER_DOMAIN: &str = "example.invalid";

/// Protocols with their own host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Http,
    Grpc,
    /// HTTP on a port beside the main one, which the platform reaches by a host of its own.
    Port(u16),
}

impl Protocol {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Http | Self::Port(_) => "http",
            Self::Grpc => "grpc",
        }
    }
}

/// The new host of a workload named `name`. gRPC has its own: names never hold two hyphens in a row, so no other workload's
/// host can be the same.
pub(super) fn new_host(
    scope: &Scope<'_>,
    workload: &Workload,
    name: &str,
    protocol: Protocol,
) -> String {
    let answered = scope
        .decisions
        .answer(&findings::HOST_NEEDED, &workload.address)
        .filter(|host| scope.profile.domain.is_none() && rules::is_host(host));
    let host = match (answered, &scope.profile.domain) {
        (Some(host), _) => host.to_owned(),
        (None, Some(domain)) => format!("{name}.{domain}"),
        (None, None) => format!("{name}.{PLACEHOLDER_DOMAIN}"),
    };
    match protocol {
        Protocol::Http => host,
        Protocol::Port(port) => match host.split_once('.') {
            Some((first, rest)) if first.len() + 7 <= 63 => format!("{first}--{port}.{rest}"),
            _ => format!("port-{port}.{host}"),
        },
        Protocol::Grpc => match host.split_once('.') {
            // A host of a person's choice may have any length.
            Some((first, rest)) if first.len() + 6 <= 63 => format!("{first}--grpc.{rest}"),
            _ => format!("grpc.{host}"),
        },
    }
}

/// Whether clients may call the workload, now or once it runs. A run that has ended serves nobody.
pub(super) fn serves(scope: &Scope<'_>, workload: &Workload) -> bool {
    match &workload.task {
        Task::Service | Task::Workbench(_) => true,
        Task::Batch(batch) => {
            scope.profile.jobs.expose
                && batch.outcome.is_none()
                && (workload.http_port.is_some() || workload.grpc_port.is_some())
        }
    }
}

/// The new address clients use; `None` if nothing is exposed.
pub(super) fn new_address(
    scope: &Scope<'_>,
    workload: &Workload,
    name: &str,
    protocol: Protocol,
) -> Option<String> {
    if scope.profile.exposure == Exposure::None || !serves(scope, workload) {
        return None;
    }
    let host = new_host(scope, workload, name, protocol);
    Some(match protocol {
        Protocol::Http | Protocol::Port(_) => format!("{}://{host}", scope.profile.scheme),
        Protocol::Grpc if scope.profile.scheme == "http" => format!("{host}:80"),
        Protocol::Grpc => format!("{host}:443"),
    })
}

/// Every host the workloads have today, and where each goes.
pub(crate) fn hosts_of_today(
    scope: &Scope<'_>,
    workloads: &[&Workload],
) -> BTreeMap<String, UrlMove> {
    let mut hosts = BTreeMap::new();
    for workload in workloads {
        let Some(name) = scope.name(&workload.address) else {
            continue;
        };
        for (protocol, old) in [
            (Protocol::Http, &workload.url),
            (Protocol::Grpc, &workload.grpc_address),
        ] {
            if let Some(host) = old.as_deref().and_then(host_of) {
                hosts.insert(
                    host,
                    UrlMove {
                        address: workload.address.clone(),
                        workload: workload.name.clone(),
                        protocol: protocol.as_str(),
                        old: old.clone(),
                        new: new_address(scope, workload, name, protocol),
                    },
                );
            }
        }
    }
    hosts
}

/// The host of a URL or of `host:port`, lower case.
fn host_of(address: &str) -> Option<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}
