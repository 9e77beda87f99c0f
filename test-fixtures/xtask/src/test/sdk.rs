//! The vendor's own SDKs, unchanged, against the sandbox.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::suites::{Ground, Outcome};
use crate::{process, sandbox::Sandbox};

/// Runs the scripts: both SDKs of the central API, of which Node's speaks HTTPS only, and the client for AI, which
/// speaks to the regional API.
pub fn run(ground: &Ground) -> Result<Outcome> {
    let (binaries, tools) = (ground.binaries()?, ground.tools()?);
    let folder = ground.repository.scratch("sdk")?;
    let script = |name: &str| {
        ground
            .repository
            .path("test-fixtures/sandbox/sdk")
            .join(name)
    };

    let log = folder.join("python.log");
    let sandbox = Sandbox::start(&binaries.sandbox, &["--read-only"], &log)?;
    let python = checked(
        Command::new(tools.python())
            .arg(script("python.py"))
            .arg(sandbox.facts()),
    )?;

    let log = folder.join("ovhai.log");
    let sandbox = Sandbox::start(&binaries.sandbox, &[], &log)?;
    let ovhai = checked(
        Command::new(tools.python())
            .arg(script("ovhai_client.py"))
            .arg(sandbox.facts()),
    )?;

    let authority = folder.join("authority.pem");
    let authority = authority.to_str().context("the path is not Unicode")?;
    let log = folder.join("node.log");
    let arguments = ["--read-only", "--tls", "--ca-file", authority];
    let sandbox = Sandbox::start(&binaries.sandbox, &arguments, &log)?;
    let node = checked(
        // The script finds the SDK from its working directory.
        Command::new("node")
            .current_dir(tools.node())
            .env("NODE_EXTRA_CA_CERTS", authority)
            .arg(script("node.mjs"))
            .arg(sandbox.facts()),
    )?;
    Ok(Outcome::Passed(format!(
        "{python} checks in Python, {ovhai} with its client for AI, {node} in Node"
    )))
}

/// Runs a script that ends with a line telling how much it checked.
fn checked(script: &mut Command) -> Result<u64> {
    let said = process::output(script)?;
    let last = said.lines().last().unwrap_or_default();
    let said: Value = serde_json::from_str(last)
        .with_context(|| format!("the script ends with {last:?}, not with its account"))?;
    said["checked"]
        .as_u64()
        .filter(|checked| *checked > 0)
        .with_context(|| format!("the script checked nothing: {last}"))
}
