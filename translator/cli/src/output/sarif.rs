//! SARIF 2.1.0, for code scanning. Rule ids are the slugs, so that a team can baseline them.

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use ovhai_engine::{Report, findings, report::Finding};
use ovhai_model::Fidelity;
use serde_json::{Value, json};

pub fn reports(reports: &[(&Path, &Report)]) -> Result<String> {
    let rules: Vec<Value> = findings()
        .map(|kind| {
            json!({
                "id": kind.slug,
                "shortDescription": {"text": kind.title},
                "help": {"text": kind.hint},
                "defaultConfiguration": {"level": level(kind.fidelity)},
                "properties": {"category": kind.category, "fidelity": kind.fidelity},
            })
        })
        .collect();
    let positions: BTreeMap<&str, usize> = findings()
        .enumerate()
        .map(|(position, kind)| (kind.slug, position))
        .collect();
    let runs: Vec<Value> = reports
        .iter()
        .map(|(_, report)| {
            let results: Vec<Value> = report
                .findings
                .iter()
                .map(|finding| result(finding, &positions))
                .collect();
            json!({
                "tool": {"driver": {
                    "name": "ovh-translator",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                }},
                "results": results,
            })
        })
        .collect();
    let log = json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": runs,
    });
    let mut text = serde_json::to_string_pretty(&log)?;
    text.push('\n');
    Ok(text)
}

fn result(finding: &Finding, positions: &BTreeMap<&str, usize>) -> Value {
    json!({
        "ruleId": finding.slug,
        "ruleIndex": positions.get(finding.slug),
        "level": level(finding.fidelity),
        "message": {"text": format!("{}. {}.", finding.message, finding.hint)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(&finding.file)},
            "region": {"startLine": finding.line},
        }}],
        "properties": {"address": finding.address, "disposition": finding.disposition},
    })
}

fn level(fidelity: Fidelity) -> &'static str {
    match fidelity {
        Fidelity::Exact => "note",
        Fidelity::Adapted => "note",
        Fidelity::Manual => "warning",
        Fidelity::Unsupported => "error",
    }
}

/// A path as the reference of a URI.
fn uri(path: &str) -> String {
    let mut result = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            result.push(char::from(byte));
        } else {
            result.push_str(&format!("%{byte:02X}"));
        }
    }
    result
}
