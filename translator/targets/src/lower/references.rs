//! Settings that refer to URLs of the platform, which stop working with the project.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Workload};

use super::{Lowering, findings, hosts, ports, rules};
use crate::{Scope, UrlMove, profile::Authentication};

/// Raises findings for every host of the platform in `text`. `place` says where it stands; an unknown host is named only if
/// `is_plain`.
pub(super) fn note(lowering: &mut Lowering<'_>, place: &str, text: &str, is_plain: bool) {
    for host in platform_hosts(lowering.scope, text) {
        note_host(lowering, place, &host, is_plain);
    }
}

/// Hosts of the platform in `text`, lower case.
fn platform_hosts(scope: &Scope<'_>, text: &str) -> Vec<String> {
    let mut hosts = Vec::new();
    for domain in &scope.profile.source.domains {
        let mut rest = text;
        while let Some(found) = rest.find(domain.as_str()) {
            let end = found + domain.len();
            let start = rest[..found]
                .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'))
                .map_or(0, |before| {
                    before + rest[before..].chars().next().map_or(1, char::len_utf8)
                });
            let host = rest[start..end].trim_start_matches(['.', '-']);
            hosts.push(host.to_ascii_lowercase());
            rest = &rest[end..];
        }
    }
    hosts
}

/// The port and the workload behind `{id}-{port}.app.…`, which is another port of `{id}.app.…`.
fn port_of<'a>(scope: &'a Scope<'_>, host: &str) -> Option<(u16, &'a UrlMove)> {
    let (first, parent) = host.split_once('.')?;
    let (id, port) = first.rsplit_once('-')?;
    let port = rules::port(port.parse().ok()?)?;
    Some((port, scope.moved(&format!("{id}.{parent}"))?))
}

/// Hosts of ports beside the main one that settings of `workloads` call, and where each goes. Specifications do not name such
/// ports, so what calls them is the only trace. No number where the host is another one of the main port. A port behind the bearer proxy gets no way around it.
pub(crate) fn hosts_of_ports(
    scope: &Scope<'_>,
    workloads: &[&Workload],
) -> BTreeMap<String, (Option<u16>, UrlMove)> {
    let by_address: BTreeMap<&Address, &Workload> = workloads
        .iter()
        .map(|workload| (&workload.address, *workload))
        .collect();
    let mut called = BTreeSet::new();
    for workload in workloads {
        let values = workload
            .environment
            .iter()
            .map(|variable| variable.value.expose());
        for text in values.chain(workload.command.iter().map(String::as_str)) {
            called.extend(platform_hosts(scope, text));
        }
    }
    let mut hosts = BTreeMap::new();
    for host in called {
        if scope.moved(&host).is_some() {
            continue;
        }
        let Some((port, main)) = port_of(scope, &host) else {
            continue;
        };
        let Some(callee) = by_address.get(&main.address) else {
            continue;
        };
        let is_guarded =
            !callee.is_public && scope.profile.authentication == Authentication::BearerProxy;
        let is_main = port == ports::http_of(callee).unwrap_or(ports::DEFAULT_HTTP);
        let protocol = if is_main {
            hosts::Protocol::Http
        } else {
            hosts::Protocol::Port(port)
        };
        let name = scope.name(&main.address).unwrap_or_default();
        let new = hosts::new_address(scope, callee, name, protocol);
        if main.protocol == "http" && new.is_some() && (is_main || !is_guarded) {
            let moved = UrlMove {
                old: Some(format!("https://{host}")),
                new,
                ..main.clone()
            };
            hosts.insert(host, ((!is_main).then_some(port), moved));
        }
    }
    hosts
}

fn note_host(lowering: &mut Lowering<'_>, place: &str, host: &str, is_plain: bool) {
    if let Some(moved) = lowering.scope.moved(host) {
        let new = moved.new.as_deref().unwrap_or("(not exposed)");
        let detail = format!(
            "{place} calls {}, whose new address is {new}",
            moved.address
        );
        lowering.find(&findings::OLD_URL, detail);
        return;
    }
    match port_of(lowering.scope, host) {
        Some((port, moved)) => {
            let detail = format!("{place} calls port {port} of {}", moved.address);
            lowering.find(&findings::EXTRA_PORT, detail);
        }
        None if is_plain => lowering.find(&findings::OLD_URL, format!("{place} calls {host}")),
        None => lowering.find(
            &findings::OLD_URL,
            format!("{place} calls a host of the platform"),
        ),
    }
}
