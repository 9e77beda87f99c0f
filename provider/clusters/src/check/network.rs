//! How traffic flows.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    problems::{Problems, count_of, items},
    rules, syntax,
};

const PROTOCOLS: &[&str] = &["TCP", "UDP", "SCTP"];

/// A Service.
pub fn service(spec: &Value, problems: &mut Problems) {
    let kind = spec["type"].as_str().unwrap_or("ClusterIP");
    problems.one_of(
        &spec["type"],
        "spec.type",
        &["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
    );
    if kind == "ExternalName" {
        match spec["externalName"].as_str() {
            Some(_) => problems.text(
                &spec["externalName"],
                "spec.externalName",
                syntax::subdomain,
            ),
            None => problems.add("spec.externalName", "is required"),
        }
    }
    let ports = items(&spec["ports"]);
    problems.require(
        !ports.is_empty() || kind == "ExternalName" || spec["clusterIP"] == "None",
        "spec.ports",
        "a Service needs a port",
    );
    rules::labels(&spec["selector"], "spec.selector", problems);
    let (mut names, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for (index, port) in ports.iter().enumerate() {
        let path = format!("spec.ports[{index}]");
        let name = port["name"].as_str().unwrap_or_default();
        problems.require(
            !name.is_empty() || ports.len() == 1,
            &path,
            "needs a name, as there are several ports",
        );
        if !name.is_empty() {
            problems.text(&port["name"], &path, syntax::label);
            problems.require(names.insert(name), &path, "another port has this name");
        }
        problems.number(&port["port"], &path, 1..=65_535);
        problems.number(&port["targetPort"], &path, 1..=65_535);
        problems.text(&port["targetPort"], &path, syntax::port_name);
        problems.one_of(&port["protocol"], &path, PROTOCOLS);
        let protocol = port["protocol"].as_str().unwrap_or("TCP");
        problems.require(
            numbers.insert((port["port"].as_i64(), protocol)),
            &path,
            "another port has this number and protocol",
        );
    }
    problems.one_of(
        &spec["sessionAffinity"],
        "spec.sessionAffinity",
        &["None", "ClientIP"],
    );
}

/// An Ingress.
pub fn ingress(spec: &Value, problems: &mut Problems) {
    let rules = items(&spec["rules"]);
    problems.require(
        !rules.is_empty() || !spec["defaultBackend"].is_null(),
        "spec",
        "needs rules or defaultBackend",
    );
    problems.text(
        &spec["ingressClassName"],
        "spec.ingressClassName",
        syntax::subdomain,
    );
    if !spec["defaultBackend"].is_null() {
        backend(&spec["defaultBackend"], "spec.defaultBackend", problems);
    }
    for (index, rule) in rules.iter().enumerate() {
        let path = format!("spec.rules[{index}]");
        problems.text(&rule["host"], &path, syntax::host);
        for (index, way) in items(&rule["http"]["paths"]).iter().enumerate() {
            let path = format!("{path}.http.paths[{index}]");
            let kind = way["pathType"].as_str().unwrap_or_default();
            problems.one_of(
                &way["pathType"],
                &path,
                &["Exact", "Prefix", "ImplementationSpecific"],
            );
            let place = way["path"].as_str().unwrap_or_default();
            problems.require(
                place.starts_with('/') || (place.is_empty() && kind == "ImplementationSpecific"),
                &path,
                "path must begin with /",
            );
            if kind != "ImplementationSpecific" {
                problems.require(
                    !["//", "/./", "/../", "%2f", "%2F"]
                        .iter()
                        .any(|odd| place.contains(odd)),
                    &path,
                    "path must not hold //, /./, /../ or an encoded slash",
                );
            }
            backend(&way["backend"], &format!("{path}.backend"), problems);
        }
    }
    for (index, tls) in items(&spec["tls"]).iter().enumerate() {
        for host in items(&tls["hosts"]) {
            problems.text(host, &format!("spec.tls[{index}]"), syntax::host);
        }
        problems.text(
            &tls["secretName"],
            &format!("spec.tls[{index}].secretName"),
            syntax::subdomain,
        );
    }
}

fn backend(backend: &Value, path: &str, problems: &mut Problems) {
    problems.require(
        count_of(backend, &["service", "resource"]) == 1,
        path,
        "must name a service or a resource",
    );
    let service = &backend["service"];
    if service.is_null() {
        return;
    }
    problems.text(&service["name"], path, syntax::service_name);
    problems.require(
        count_of(&service["port"], &["name", "number"]) == 1,
        path,
        "must have one of port.name and port.number",
    );
    problems.number(&service["port"]["number"], path, 1..=65_535);
    problems.text(&service["port"]["name"], path, syntax::port_name);
}

/// A NetworkPolicy.
pub fn policy(spec: &Value, problems: &mut Problems) {
    rules::label_selector(&spec["podSelector"], "spec.podSelector", problems);
    for kind in items(&spec["policyTypes"]) {
        problems.one_of(kind, "spec.policyTypes", &["Ingress", "Egress"]);
    }
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        for (index, rule) in items(&spec[direction]).iter().enumerate() {
            let path = format!("spec.{direction}[{index}]");
            for (index, peer) in items(&rule[peers]).iter().enumerate() {
                peer_of(peer, &format!("{path}.{peers}[{index}]"), problems);
            }
            for (index, port) in items(&rule["ports"]).iter().enumerate() {
                let path = format!("{path}.ports[{index}]");
                problems.one_of(&port["protocol"], &path, PROTOCOLS);
                problems.number(&port["port"], &path, 1..=65_535);
                problems.text(&port["port"], &path, syntax::port_name);
                if let Some(end) = port["endPort"].as_i64() {
                    problems.require(
                        port["port"].as_i64().is_some_and(|start| start <= end) && end <= 65_535,
                        &path,
                        "endPort must be between port and 65535",
                    );
                }
            }
        }
    }
}

fn peer_of(peer: &Value, path: &str, problems: &mut Problems) {
    let selectors = count_of(peer, &["podSelector", "namespaceSelector"]);
    let block = &peer["ipBlock"];
    problems.require(
        (selectors > 0) != block.is_object(),
        path,
        "must be selectors or an ipBlock",
    );
    rules::label_selector(&peer["podSelector"], path, problems);
    rules::label_selector(&peer["namespaceSelector"], path, problems);
    problems.text(&block["cidr"], path, syntax::cidr);
    for except in items(&block["except"]) {
        problems.text(except, path, syntax::cidr);
        if let (Some(inner), Some(outer)) = (except.as_str(), block["cidr"].as_str()) {
            problems.require(
                is_strictly_within(inner, outer).unwrap_or(true),
                path,
                "ranges of except must lie within cidr",
            );
        }
    }
}

/// Whether one range is a true part of another; `None` if one of them is no range.
fn is_strictly_within(inner: &str, outer: &str) -> Option<bool> {
    let read = |text: &str| {
        let (address, length) = text.split_once('/')?;
        let length: u32 = length.parse().ok()?;
        Some(match address.parse().ok()? {
            std::net::IpAddr::V4(address) => (4, u128::from(address.to_bits()) << 96, length),
            std::net::IpAddr::V6(address) => (6, address.to_bits(), length),
        })
    };
    let ((family, bits, length), (outer_family, outer_bits, outer_length)) =
        (read(inner)?, read(outer)?);
    let mask = u128::MAX.checked_shl(128 - outer_length).unwrap_or(0);
    Some(family == outer_family && length > outer_length && (bits & mask) == (outer_bits & mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_lie_in_others() {
        for (inner, outer, is_within) in [
            ("10.0.0.0/8", "0.0.0.0/0", true),
            ("169.254.169.254/32", "0.0.0.0/0", true),
            ("10.1.0.0/16", "10.0.0.0/8", true),
            ("10.0.0.0/8", "10.0.0.0/8", false),
            ("11.0.0.0/16", "10.0.0.0/8", false),
            ("fd00::/8", "::/0", true),
            ("fd00::/8", "0.0.0.0/0", false),
        ] {
            assert_eq!(
                is_strictly_within(inner, outer),
                Some(is_within),
                "{inner} {outer}"
            );
        }
    }
}
