//! `explain`: what a slug, a rule or a type means.

use std::io::{Write as _, stdout};

use anyhow::{Result, bail};
use ovhai_engine::{
    catalogue::{Catalogue, Row},
    findings,
    mappings::{self, Fate, Reach},
    rewrite::Rule,
};
use ovhai_model::FindingKind;

use crate::{arguments::Listing, exit::Exit};

pub fn run(subject: Option<&str>, format: Listing) -> Result<Exit> {
    let text = match (subject, format) {
        (Some(subject), _) => one(subject)?,
        (None, Listing::Text) => findings().map(finding).collect::<Vec<_>>().join("\n"),
        (None, Listing::Markdown) => markdown(),
        (None, Listing::Json) => {
            let kinds: Vec<_> = findings()
                .map(|kind| {
                    serde_json::json!({
                        "slug": kind.slug,
                        "fidelity": kind.fidelity,
                        "category": kind.category,
                        "title": kind.title,
                        "hint": kind.hint,
                    })
                })
                .collect();
            format!("{}\n", serde_json::to_string_pretty(&kinds)?)
        }
    };
    stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn markdown() -> String {
    let mut text = String::from(
        "| finding | fidelity | category | what was found | what to do |\n|---|---|---|---|---|\n",
    );
    for kind in findings() {
        text.push_str(&format!(
            "| `{}` | {} | {} | {} | {} |\n",
            kind.slug, kind.fidelity, kind.category, kind.title, kind.hint
        ));
    }
    text
}

fn one(subject: &str) -> Result<String> {
    if let Some(kind) = findings().find(|kind| kind.slug == subject) {
        return Ok(finding(kind));
    }
    if let Some(rule) = Rule::ALL.iter().find(|rule| rule.as_str() == subject) {
        return Ok(format!("{subject}\n  {}\n", rule.reason()));
    }
    let rows: Vec<&Row> = Catalogue::get()
        .rows()
        .filter(|row| row.of_type == subject)
        .collect();
    if rows.is_empty() {
        bail!(
            "{subject} is no slug, rule or type; `ovh-translator explain` lists the slugs, `ovh-translator mappings` the types"
        );
    }
    Ok(rows.into_iter().map(of_type).collect())
}

fn finding(kind: &FindingKind) -> String {
    format!(
        "{}\n  {}\n  {} ({}, {})\n",
        kind.slug, kind.title, kind.hint, kind.fidelity, kind.category
    )
}

fn of_type(row: &Row) -> String {
    let kind = match row.kind {
        ovhai_engine::catalogue::Kind::Resource => "resource",
        ovhai_engine::catalogue::Kind::Data => "data source",
    };
    if let Some(same) = &row.same_as {
        return format!("{} ({kind})\n  another name of {same}\n", row.of_type);
    }
    let mut text = format!("{} ({kind}): {}\n", row.of_type, row.treatment.as_str());
    for line in [&row.target, &row.notes] {
        if !line.is_empty() {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text.push_str(&format!(
        "  documented from {} to {}\n",
        row.since, row.until
    ));
    let Some(mapping) = mappings::coded(row) else {
        return text;
    };
    text.push_str(&format!("  becomes: {}\n  arguments:\n", mapping.summary()));
    for rule in mapping.attributes() {
        let fate = match rule.fate {
            Fate::To(argument) => format!("-> {argument}"),
            Fate::Converted(argument) => format!("~> {argument}"),
            Fate::Implied(why) => format!("goes: {why}"),
            Fate::Dropped(why) => format!("goes, and is reported: {why}"),
        };
        text.push_str(&format!("    {:<32} {fate}\n", rule.name));
    }
    let outputs = mapping.outputs();
    if !outputs.is_empty() {
        text.push_str("  references:\n");
    }
    for rule in outputs {
        let reach = match rule.reach {
            Reach::Output(output) => format!("output {output}"),
            Reach::Decoded {
                output, undone_by, ..
            } => format!("output {output}, no longer within {undone_by}()"),
            Reach::Picked(input) => format!(
                "variable _{}, without what picks it from a list",
                input.name
            ),
            Reach::Shaped { input, shape } => format!("{} of variable _{}", shape, input.name),
            Reach::Input(input) => format!("variable _{}", input.name),
            Reach::Member(attribute, _) => format!("{attribute} of its item"),
        };
        text.push_str(&format!("    {:<32} {reach}\n", rule.path));
    }
    text
}
