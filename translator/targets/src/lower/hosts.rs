//! Hosts: the new ones, and what is known of today's.

use std::collections::BTreeMap;

use ovhai_model::{Task, Workload};

use super::{findings, rules};
use crate::{
    Problem, Scope, UrlMove,
    profile::{Authentication, Exposure},
};

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

/// Workloads that would get one host: a host is answered by one of them alone, and by which is chance.
pub(crate) fn shared_hosts(scope: &Scope<'_>, workloads: &[&Workload]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let slug = findings::HOST_NEEDED.slug;
    // Derived hosts differ as names do.
    if scope.profile.exposure == Exposure::None || scope.profile.domain.is_some() {
        return problems;
    }
    let mut owners: BTreeMap<String, &Workload> = BTreeMap::new();
    for workload in workloads {
        let Some(name) = scope.name(&workload.address) else {
            continue;
        };
        for protocol in routed(scope, workload) {
            let host = new_host(scope, workload, name, protocol);
            let Some(other) = owners.insert(host.clone(), workload) else {
                continue;
            };
            let is_answered = |one: &Workload| {
                let key = format!("{slug}@{}", one.address);
                scope.decisions.answers.contains_key(&key).then_some(key)
            };
            let answers: Vec<String> = [other, workload]
                .into_iter()
                .filter_map(is_answered)
                .collect();
            let Some(last) = answers.last().cloned() else {
                continue;
            };
            let shown: Vec<String> = answers.iter().map(|key| format!("answers.{key}")).collect();
            let message = format!(
                "`{host}` would be the host of both {} and {} ({}); give each a host of its own",
                other.address,
                workload.address,
                shown.join(", ")
            );
            problems.push(Problem::new(["answers", last.as_str()], message));
        }
    }
    problems
}

/// What of `workload` gets a route.
fn routed(scope: &Scope<'_>, workload: &Workload) -> Vec<Protocol> {
    if !serves(scope, workload) {
        return Vec::new();
    }
    let mut routed = vec![Protocol::Http];
    let is_open = workload.is_public || scope.profile.authentication != Authentication::BearerProxy;
    if is_open && workload.grpc_port.and_then(rules::port).is_some() {
        routed.push(Protocol::Grpc);
    }
    let extra = scope.extra_ports.get(&workload.address);
    routed.extend(
        extra
            .into_iter()
            .flat_map(|ports| ports.keys().copied().map(Protocol::Port)),
    );
    routed
}

/// The host of a URL or of `host:port`, lower case.
fn host_of(address: &str) -> Option<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}
