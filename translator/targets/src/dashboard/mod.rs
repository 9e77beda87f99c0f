//! A Grafana dashboard in place of the platform's one per workload (mapping section 12).
//!
//! One dashboard shows one workload at a time; a variable chooses it. Pods are found by the names that controllers give them, so
//! that nothing but cAdvisor, kube-state-metrics and, for GPUs, NVIDIA's exporter is needed. Grafana's sidecar finds the
//! ConfigMap by its label.

mod panels;

use ovhai_model::{Digest, Kind};
use serde_json::{Value, json};

use crate::{
    accumulated::Trace,
    lower::namespaced,
    objects::{Mapping, Object, config_map},
    profile::Profile,
    target::shared_name,
};

/// Workloads of one dashboard. A ConfigMap holds 1 MiB, and each workload takes at most 400 bytes of it.
const PAGE: usize = 1000;

/// The ConfigMaps of all dashboards of the `part` that is exported; none for an export without workloads.
pub(crate) fn objects(profile: &Profile, part: &str, workloads: &[Trace]) -> Vec<Object> {
    let mut choices: Vec<(&str, Kind)> = workloads
        .iter()
        .map(|trace| (trace.name.as_str(), trace.address.kind()))
        .collect();
    choices.sort_unstable();
    let pages = choices.chunks(PAGE);
    let count = pages.len();
    pages
        .enumerate()
        .zip(names(part, choices.len()))
        .map(|((index, choices), name)| {
            let number = (count > 1).then_some((index + 1, count));
            let text = document(profile, part, choices, number).to_string();
            // Grafana's sidecar puts the files of all namespaces into one folder.
            let file = format!("{}-{name}.json", profile.namespace);
            let mut metadata = namespaced(profile, name);
            metadata
                .labels
                .insert("grafana_dashboard".into(), "1".to_owned());
            config_map(metadata, Mapping::new().with(file, text))
        })
        .collect()
}

/// Names of the ConfigMaps for `count` workloads. Names of workloads never hold two hyphens in a row.
pub(crate) fn names(part: &str, count: usize) -> impl Iterator<Item = String> {
    let first = shared_name("dashboard--workloads", '-', part);
    (1..=count.div_ceil(PAGE)).map(move |number| match number {
        1 => first.clone(),
        number => format!("{first}-{number}"),
    })
}

/// The dashboard, as Grafana's provisioning takes it.
fn document(
    profile: &Profile,
    part: &str,
    choices: &[(&str, Kind)],
    number: Option<(usize, usize)>,
) -> Value {
    let namespace = &profile.namespace;
    let of = if part.is_empty() {
        namespace.to_owned()
    } else {
        format!("{namespace}, export {part}")
    };
    let title = match number {
        None => format!("Workloads in {of}"),
        Some((number, count)) => format!("Workloads in {of} ({number} of {count})"),
    };
    let page = format!("{namespace}/{}", number.map_or(1, |(n, _)| n));
    let digest = Digest::of(shared_name(&page, '/', part).as_bytes());
    json!({
        "annotations": {"list": []},
        "editable": true,
        "links": [],
        "panels": panels::all(namespace),
        "refresh": "1m",
        "schemaVersion": 39,
        "tags": ["ovhai-exit"],
        "templating": {"list": [source(), workload(choices)]},
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "",
        "title": title,
        "uid": format!("ovhai-{}", &digest.hex()[..16]),
        "version": 1,
    })
}

/// Which Prometheus is asked.
fn source() -> Value {
    json!({
        "hide": 0,
        "label": "Data source",
        "name": "datasource",
        "query": "prometheus",
        "refresh": 1,
        "type": "datasource",
    })
}

/// Which workload is shown: its name is the text, the pattern of its pods the value.
fn workload(choices: &[(&str, Kind)]) -> Value {
    let options: Vec<Value> = choices
        .iter()
        .enumerate()
        .map(|(index, (name, kind))| option(name, &pods(name, *kind), index == 0))
        .collect();
    // Patterns hold no comma, which would end a choice.
    let query: Vec<String> = choices
        .iter()
        .map(|(name, kind)| format!("{name} : {}", pods(name, *kind)))
        .collect();
    json!({
        "current": options.first(),
        "hide": 0,
        "includeAll": false,
        "label": "Workload",
        "multi": false,
        "name": "workload",
        "options": options,
        "query": query.join(", "),
        "type": "custom",
    })
}

fn option(text: &str, value: &str, is_selected: bool) -> Value {
    json!({"selected": is_selected, "text": text, "value": value})
}

/// Names of pods as their controllers make them: a Deployment adds the digest of its template, in which some letters and digits
/// do not occur, and five characters; long names lose the hyphen between both.
fn pods(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Job => format!("{name}-[a-z0-9]+"),
        Kind::Notebook => format!("{name}-0"),
        _ => format!("{name}-[4-9b-f]+-?[a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9]"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn trace(name: &str, kind: Kind) -> Trace {
        Trace {
            address: ovhai_model::Address::new(kind, name),
            name: name.to_owned(),
            display_name: name.to_owned(),
            findings: Vec::new(),
        }
    }

    #[test]
    fn panels_ask_for_what_the_dashboard_declares() {
        let dashboard = document(&Profile::default(), "", &[("shop", Kind::App)], None);
        let panels = dashboard["panels"].as_array().unwrap();
        let mut ids = BTreeSet::new();
        let mut cells = BTreeSet::new();
        for panel in panels {
            assert!(ids.insert(panel["id"].as_u64().unwrap()));
            let place = |name: &str| panel["gridPos"][name].as_u64().unwrap();
            assert!(place("x") + place("w") <= 24);
            for x in place("x")..place("x") + place("w") {
                for y in place("y")..place("y") + place("h") {
                    assert!(cells.insert((x, y)), "{} overlaps", panel["title"]);
                }
            }
            if panel["type"] == "row" {
                continue;
            }
            let mut names = BTreeSet::new();
            for target in panel["targets"].as_array().unwrap() {
                assert!(names.insert(target["refId"].as_str().unwrap()));
                let expression = target["expr"].as_str().unwrap();
                let count = |c| expression.chars().filter(|known| *known == c).count();
                assert_eq!(count('('), count(')'), "{expression}");
                assert_eq!(count('{'), count('}'), "{expression}");
                assert_eq!(count('"') % 2, 0, "{expression}");
                for variable in expression.split('$').skip(1) {
                    let name: String = variable
                        .trim_start_matches('{')
                        .chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                        .collect();
                    assert!(
                        ["workload", "__rate_interval"].contains(&name.as_str()),
                        "{expression}: {name}"
                    );
                }
            }
        }
        assert!(panels.len() > 12);
    }

    #[test]
    fn many_workloads_take_several_config_maps_below_the_limit() {
        let workloads: Vec<Trace> = (0..2500)
            .map(|number| trace(&format!("{}{number:04}", "n".repeat(48)), Kind::App))
            .collect();
        let maps = objects(&Profile::default(), "", &workloads);
        let names: Vec<&str> = maps.iter().map(|map| map.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "dashboard--workloads",
                "dashboard--workloads-2",
                "dashboard--workloads-3"
            ]
        );
        for map in &maps {
            let bytes = crate::objects::to_json(&map.tree).unwrap();
            let tree: Value = serde_json::from_slice(&bytes).unwrap();
            let data = tree["data"].as_object().unwrap();
            for text in data.values() {
                assert!(text.as_str().unwrap().len() < 1_000_000);
            }
        }
        assert!(objects(&Profile::default(), "", &[]).is_empty());
    }
}
