//! `findings.json`: every finding, for programs.

use serde::Serialize;

use super::Report;

#[derive(Serialize)]
struct Document<'a> {
    target: &'a str,
    kinds: Vec<Kind<'a>>,
    findings: Vec<Finding<'a>>,
}

/// What is the same for all findings of one slug.
#[derive(Serialize)]
struct Kind<'a> {
    slug: &'a str,
    fidelity: &'a str,
    category: &'a str,
    title: &'a str,
    hint: &'a str,
    count: usize,
    decided: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    slug: &'a str,
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
}

pub(super) fn json(report: &Report<'_>) -> Vec<u8> {
    let kinds = report
        .kinds
        .iter()
        .map(|(slug, kind)| Kind {
            slug,
            fidelity: kind.fidelity.as_str(),
            category: kind.category.as_str(),
            title: kind.title,
            hint: kind.hint,
            count: kind.count,
            decided: kind.decided,
        })
        .collect();
    let of_workloads = report.workloads.iter().flat_map(|trace| {
        trace.findings.iter().map(|finding| Finding {
            slug: &finding.slug,
            address: trace.address.to_string(),
            name: Some(&trace.name),
            detail: &finding.detail,
            answer: finding.answer.as_deref(),
        })
    });
    let of_others = report.others.iter().map(|finding| Finding {
        slug: &finding.slug,
        address: finding.address.to_string(),
        name: None,
        detail: &finding.detail,
        answer: finding.answer.as_deref(),
    });
    pretty(&Document {
        target: report.target.name(),
        kinds,
        findings: of_workloads.chain(of_others).collect(),
    })
}

/// Indented JSON with a line feed at the end.
pub(super) fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
