//! `mappings`: every type and what becomes of it.

use std::io::{Write as _, stdout};

use anyhow::Result;
use ovhai_engine::{
    catalogue::{Catalogue, Kind, Row},
    mappings,
};

use crate::{arguments::Listing, exit::Exit};

pub fn mappings(format: Listing) -> Result<Exit> {
    let rows = Catalogue::get().rows().map(|row| Entry {
        of_type: &row.of_type,
        kind: match row.kind {
            Kind::Resource => "resource",
            Kind::Data => "data",
        },
        treatment: row.treatment.as_str(),
        how: how(row),
        target: row.target.as_str(),
    });
    let text = match format {
        Listing::Text => rows
            .map(|row| {
                format!(
                    "{:<64} {:<9} {:<11} {:<12} {}\n",
                    row.of_type, row.kind, row.treatment, row.how, row.target
                )
            })
            .collect(),
        Listing::Markdown => {
            let mut text = String::from(
                "| type | kind | treatment | done by | what it is elsewhere |\n|---|---|---|---|---|\n",
            );
            for row in rows {
                text.push_str(&format!(
                    "| `{}` | {} | {} | {} | {} |\n",
                    row.of_type, row.kind, row.treatment, row.how, row.target
                ));
            }
            text
        }
        Listing::Json => {
            let rows: Vec<&Row> = Catalogue::get().rows().collect();
            let mut text = serde_json::to_string_pretty(&rows)?;
            text.push('\n');
            text
        }
    };
    stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

struct Entry<'a> {
    of_type: &'a str,
    kind: &'static str,
    treatment: &'static str,
    how: String,
    target: &'a str,
}

/// Who does it: code, a row, nobody yet, or the type that it is another name of.
fn how(row: &Row) -> String {
    if let Some(same) = &row.same_as {
        return format!("as {same}");
    }
    if mappings::coded(row).is_some() {
        return "code".to_owned();
    }
    match (&row.noun, row.treatment) {
        (Some(noun), _) => format!("row: {noun}"),
        (None, _) if row.inputs.is_some() => "inputs".to_owned(),
        (None, ovhai_engine::catalogue::Treatment::Drop) => "removal".to_owned(),
        (None, ovhai_engine::catalogue::Treatment::None) => "guidance".to_owned(),
        (None, _) => "by hand".to_owned(),
    }
}
