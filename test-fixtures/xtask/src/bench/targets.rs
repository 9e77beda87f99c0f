//! `cargo xtask bench targets`: rendering a mixed estate on one core, in a process of its own for each size.
//!
//! The estate is observed before the clock starts; what is measured is from the choices to the last byte, without writing
//! files. The peer only prints the same objects as YAML by a general library, after somebody else has made them.

use std::{path::Path, process::Command, process::ExitCode};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::mebibytes;
use crate::{binaries, process, repository::Repository};

/// Wanted, of the largest size.
const PER_SECOND: f64 = 2_000.0;
const PEAK: u64 = 250 << 20;

/// Runs of each measurement; the best one says most on a busy machine.
const RUNS: usize = 3;

/// Measures, then prints a Markdown table; fails when the largest estate is slower or larger than wanted.
pub fn run(repository: &Repository, sizes: &[usize]) -> Result<ExitCode> {
    let program = build(repository)?;
    let folder = repository.scratch("bench-targets")?;
    println!(
        "\n| workloads | files | MiB written | best of {RUNS}, s | workloads/s | observing, s | peak, MiB | of which estate, MiB | per workload, KiB | YAML by a library, s | ours / that |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    let mut is_fine = true;
    for size in sizes {
        let documents = folder.join(size.to_string());
        let path = documents.to_string_lossy().into_owned();
        process::run(Command::new(&program).args(["documents", &path, &size.to_string(), "1"]))?;
        let ours = best(&program, "render", &documents)?;
        let peer = best(&program, "print", &documents)?;
        let seconds = number(&ours, "all")?;
        let per_second = number(&ours, "workloads")? / seconds;
        let peak = ours["peak"].as_u64();
        let estate = ours["peak_of_estate"].as_u64();
        let workloads = number(&ours, "workloads")?;
        let each = peak.map_or_else(
            || "not known here".to_owned(),
            |peak| format!("{:.1}", peak as f64 / 1024.0 / workloads),
        );
        println!(
            "| {workloads} | {} | {:.1} | {seconds:.2} | {per_second:.0} | {:.2} | {} | {} | {each} | {:.2} | {:.2} |",
            number(&ours, "files")?,
            number(&ours, "bytes")? / f64::from(1 << 20),
            number(&ours, "observing")?,
            mebibytes(peak),
            mebibytes(estate),
            number(&peer, "all")?,
            seconds / number(&peer, "all")?,
        );
        is_fine = per_second > PER_SECOND && peak.is_none_or(|peak| peak < PEAK);
    }
    println!(
        "\nwanted of the last row: more than {PER_SECOND:.0} workloads/s, less than {} MiB",
        PEAK >> 20
    );
    Ok(if is_fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Builds the measuring program of the provider crate.
fn build(repository: &Repository) -> Result<std::path::PathBuf> {
    let mut cargo = binaries::cargo(repository);
    cargo.args([
        "bench",
        "--package=terraform-provider-ovhai",
        "--bench=targets",
        "--no-run",
        "--message-format=json-render-diagnostics",
    ]);
    let captured = process::capture_stdout(&mut cargo)?;
    ensure!(captured.status.success(), "the build failed; see above");
    captured
        .stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "targets")
        .find_map(|message| message["executable"].as_str().map(Into::into))
        .context("cargo built no measuring program")
}

/// The fastest of several runs, each a process of its own.
fn best(program: &Path, what: &str, documents: &Path) -> Result<Value> {
    let mut best: Option<Value> = None;
    for _ in 0..RUNS {
        let text = process::output(Command::new(program).arg(what).arg(documents))?;
        let now: Value = serde_json::from_str(&text).context("not a measurement")?;
        let is_better = match &best {
            None => true,
            Some(best) => number(&now, "all")? < number(best, "all")?,
        };
        if is_better {
            best = Some(now);
        }
    }
    best.context("nothing was measured")
}

fn number(measured: &Value, name: &str) -> Result<f64> {
    measured[name]
        .as_f64()
        .with_context(|| format!("the measurement has no number {name:?}"))
}
