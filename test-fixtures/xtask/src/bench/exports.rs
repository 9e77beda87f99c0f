//! The end-to-end example over estates of any size: time, requests, memory, sizes.

use std::{
    fs::{self, File},
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use super::memory;
use crate::{
    binaries::Binaries,
    process,
    repository::{Repository, copy_tree},
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
};

/// One Terraform command.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Wall time.
    pub time: Duration,
    /// Calls the sandbox counted, token calls included.
    pub requests: u64,
    /// Bytes of what it prints.
    pub output: u64,
    /// The most memory any provider process had, in bytes.
    pub peak_memory: Option<u64>,
}

/// One estate.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its size.
    pub apps: usize,
    /// The first plan.
    pub plan: Step,
    /// Applying it.
    pub apply: Step,
    /// The plan after that: everything is read again and compared.
    pub refresh: Step,
    /// Bytes of the state file.
    pub state: u64,
}

/// Plans, applies and plans again.
pub fn measure(
    repository: &Repository,
    binaries: &Binaries,
    program: &Path,
    apps: usize,
) -> Result<Run> {
    let folder = repository.scratch("bench")?;
    let installation = Installation::new(&folder, binaries)?;
    let count = apps.to_string();
    let sandbox = Sandbox::start(
        &binaries.sandbox,
        &["--objects", &count, "--seed", "1"],
        &folder.join("sandbox.log"),
    )?;
    let run = folder.join("run");
    copy_tree(
        &repository.path("examples/end-to-end"),
        &run,
        &[".terraform", "exit"],
    )?;
    let terraform = Terraform::new(
        program,
        &run,
        &installation,
        sandbox.environment(Credentials::Keys)?,
    );
    terraform.expect(&["init", "-no-color"])?;
    let step = |arguments: &[&str]| -> Result<Step> {
        sandbox.requests("DELETE")?;
        let (time, peak_memory) = watch(&terraform, arguments)?;
        let requests = sandbox.requests("GET")?["total"]
            .as_u64()
            .context("the sandbox counts no requests")?;
        let output = fs::metadata(run.join("output"))?.len();
        Ok(Step {
            time,
            requests,
            output,
            peak_memory,
        })
    };
    let plan = step(&["plan", "-no-color", "-out=exit.tfplan"])?;
    let apply = step(&["apply", "-no-color", "exit.tfplan"])?;
    let refresh = step(&["plan", "-no-color", "-detailed-exitcode"])?;
    Ok(Run {
        apps,
        plan,
        apply,
        refresh,
        state: fs::metadata(run.join("terraform.tfstate"))?.len(),
    })
}

/// Runs with output into a file, watching the memory of the provider processes.
pub fn watch(terraform: &Terraform, arguments: &[&str]) -> Result<(Duration, Option<u64>)> {
    let output = terraform.folder().join("output");
    let file = File::create(&output)?;
    let started = Instant::now();
    let mut child = terraform
        .command(arguments)
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .context("cannot start terraform")?;
    let mut peak = None;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if process::is_interrupted() {
            child.wait()?;
            bail!("interrupted");
        }
        for id in memory::providers(child.id()) {
            peak = peak.max(memory::peak(id));
        }
        thread::sleep(Duration::from_millis(3));
    };
    let time = started.elapsed();
    ensure!(
        status.success(),
        "terraform {}: {status}\n{}",
        arguments.join(" "),
        process::tail(&fs::read_to_string(&output)?)
    );
    Ok((time, peak))
}
