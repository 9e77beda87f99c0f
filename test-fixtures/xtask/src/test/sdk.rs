//! The vendor's own SDKs, unchanged, against the sandbox.

use std::{path::Path, process::Command};

use anyhow::Result;

use super::suites::{Ground, Outcome};
use crate::{process, sandbox::Sandbox};

/// Runs both scripts; Node's SDK speaks HTTPS only.
pub fn run(ground: &Ground) -> Result<Outcome> {
    let (binaries, tools) = (ground.binaries()?, ground.tools()?);
    let folder = ground.repository.scratch("sdk")?;
    let script = |name: &str| {
        ground
            .repository
            .path("test-fixtures/sandbox/sdk")
            .join(name)
    };

    let sandbox = Sandbox::start(&binaries.sandbox, &[], &folder.join("python.log"))?;
    let mut python = Command::new(tools.python());
    python.arg(script("python.py"));
    finish(&mut python, &sandbox, &folder)?;
    drop(sandbox);

    let sandbox = Sandbox::start(&binaries.sandbox, &["--tls"], &folder.join("node.log"))?;
    let mut node = Command::new("node");
    node.arg(script("node.mjs"))
        .env("NODE_EXTRA_CA_CERTS", sandbox.fact("ca_file")?)
        .env("NODE_PATH", tools.node().join("node_modules"));
    finish(&mut node, &sandbox, &folder)?;
    Ok(Outcome::Passed("Python and Node".to_owned()))
}

fn finish(script: &mut Command, sandbox: &Sandbox, folder: &Path) -> Result<()> {
    process::run(
        script
            .current_dir(folder)
            .env("OVH_SANDBOX", sandbox.facts()),
    )
}
