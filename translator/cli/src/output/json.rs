//! The published JSON.

use std::path::Path;

use anyhow::Result;
use ovhai_engine::Report;

pub fn reports(reports: &[(&Path, &Report)]) -> Result<String> {
    if let [(_, report)] = reports {
        return Ok(report.json());
    }
    let all: Vec<&Report> = reports.iter().map(|(_, report)| *report).collect();
    let mut text = serde_json::to_string_pretty(&all)?;
    text.push('\n');
    Ok(text)
}
