//! The real judge of a manifest: an API server, when one is given.

use std::process::Command;

use anyhow::{Result, ensure};

use super::{
    cargo::Counts,
    kubernetes,
    suites::{Ground, Outcome},
};
use crate::{binaries::cargo, process};

/// Server-side dry runs of the demonstration estate's manifests; nothing is created.
pub fn run(ground: &Ground) -> Result<Outcome> {
    if std::env::var_os("KUBECONFIG").is_none_or(|value| value.is_empty()) {
        return Ok(Outcome::NotRun(
            "KUBECONFIG is not set; give it a test cluster to check against a real API server"
                .to_owned(),
        ));
    }
    let tools = ground.tools()?;
    let mut count = 0;
    for exit in kubernetes::export(ground, "cluster", &[&[]])? {
        for file in kubernetes::manifests(&exit)? {
            process::run(
                Command::new(tools.kubectl())
                    .args(["apply", "--dry-run=server", "--validate=strict", "-f"])
                    .arg(&file),
            )?;
            count += 1;
        }
    }
    let mut tests = Counts::default();
    let status = process::follow(
        cargo(&ground.repository).args([
            "test",
            "--package=ovhai-jobs",
            "--test=cluster",
            "--",
            "--ignored",
        ]),
        |line| tests.read(line),
    )?;
    ensure!(
        status.success() && tests.passed > 0,
        "the cluster does not run Jobs as they are rendered"
    );
    Ok(Outcome::Passed(format!(
        "{count} manifest files, and a Job"
    )))
}
