//! `cargo xtask bench translator`: a generated repository and one large file, scanned and rewritten, beside what
//! `terraform fmt -recursive -check` takes to read the same files in the same run.
//!
//! Wall times of whole processes, the best of several; a rewrite starts from a fresh copy each time. Files are warm in memory.

mod trees;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::{mebibytes, memory};
use crate::{
    binaries::{Build, programs},
    repository::{Repository, copy_tree, empty_folder, files_below},
    tools::{self, Tools},
};

/// How many times faster than the peer a scan is to be.
const WANTED: f64 = 20.0;
const RUNS: usize = 3;
/// Size of the one large file.
const LARGE: usize = 3 << 20;

/// One measured command.
#[derive(Clone, Copy, Debug)]
struct Measured {
    time: Duration,
    /// On all processors together; says more than the time where others use them too.
    processors: Option<Duration>,
    peak: Option<u64>,
}

/// Measures, then prints Markdown tables; fails when a scan of the tree is slower than wanted.
pub fn run(repository: &Repository, files: usize) -> Result<ExitCode> {
    let [translator] = programs(repository, Build::Release, ["ovh-translator"])?;
    let terraform = match tools::on_path("terraform") {
        Ok(path) => path,
        Err(_) => Tools::bring_terraform(repository)?,
    };
    let folder = repository.scratch("bench-translator")?;
    println!(
        "\nTerraform {}; {} processors",
        tools::terraform_version(&terraform)?,
        thread::available_parallelism().map_or(1, usize::from)
    );
    println!(
        "\n| what | command | files | MB | best, s | processors, s | MB/s | files/s | peak, MiB | × faster than terraform fmt | × less work |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    let tree = folder.join("tree");
    trees::repository(&tree, files)?;
    let ratio = measure("tree", &tree, &folder, &translator, &terraform)?;
    let single = folder.join("single");
    trees::single(&single, LARGE)?;
    measure("one file", &single, &folder, &translator, &terraform)?;
    println!("\nwanted: scanning the tree at least {WANTED:.0} times as fast");
    Ok(if ratio >= WANTED {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// One row per command; returns how many times faster a scan is than the peer.
fn measure(
    name: &str,
    tree: &Path,
    folder: &Path,
    translator: &Path,
    terraform: &Path,
) -> Result<f64> {
    let list = files_below(tree, &[])?;
    let size = list
        .iter()
        .map(|file| Ok(fs::metadata(file)?.len()))
        .sum::<Result<u64>>()?;
    let peer = best(2, |_| {
        let mut command = Command::new(terraform);
        command
            .current_dir(tree)
            .args(["fmt", "-recursive", "-check", "-list=false"]);
        once(command, &[0, 3])
    })?;
    let scan = best(RUNS, |_| {
        let mut command = Command::new(translator);
        command.args(["scan", "--format=json"]).arg(tree);
        once(command, &[0, 1])
    })?;
    let rewrite = best(RUNS, |number| {
        let copy: PathBuf = folder.join(format!("copy-{number}"));
        empty_folder(&copy)?;
        copy_tree(tree, &copy, &[])?;
        let mut command = Command::new(translator);
        command
            .args(["rewrite", "--write", "--allow-dirty", "--format=json"])
            .arg(&copy);
        let measured = once(command, &[0, 1])?;
        fs::remove_dir_all(&copy)?;
        Ok(measured)
    })?;
    for (command, measured) in [
        ("terraform fmt -recursive -check", peer),
        ("scan", scan),
        ("rewrite --write", rewrite),
    ] {
        let seconds = measured.time.as_secs_f64();
        println!(
            "| {name} | {command} | {} | {:.1} | {seconds:.3} | {} | {:.1} | {:.0} | {} | {:.1} | {} |",
            list.len(),
            size as f64 / 1e6,
            measured
                .processors
                .map_or_else(unknown, |time| format!("{:.2}", time.as_secs_f64())),
            size as f64 / 1e6 / seconds,
            list.len() as f64 / seconds,
            mebibytes(measured.peak),
            peer.time.as_secs_f64() / seconds,
            peer.processors
                .zip(measured.processors)
                .map_or_else(unknown, |(theirs, ours)| {
                    format!("{:.1}", theirs.as_secs_f64() / ours.as_secs_f64())
                }),
        );
    }
    Ok(peer.time.as_secs_f64() / scan.time.as_secs_f64())
}

fn unknown() -> String {
    "not known here".to_owned()
}

fn best(runs: usize, mut run: impl FnMut(usize) -> Result<Measured>) -> Result<Measured> {
    let mut best: Option<Measured> = None;
    for number in 0..runs {
        let now = run(number)?;
        best = Some(best.map_or(now, |best| if now.time < best.time { now } else { best }));
    }
    best.context("nothing was measured")
}

/// Runs `command` to its end; its output goes nowhere, its most memory is watched.
fn once(mut command: Command, codes: &[i32]) -> Result<Measured> {
    let null = File::options().write(true).open("/dev/null")?;
    let before = memory::time_of_children();
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(null)
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let mut peak = None;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = memory::peak(child.id()).max(peak);
        thread::sleep(Duration::from_millis(2));
    };
    let time = begun.elapsed();
    ensure!(
        status.code().is_some_and(|code| codes.contains(&code)),
        "{command:?}: {status}"
    );
    let processors = memory::time_of_children()
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before));
    Ok(Measured {
        time,
        processors,
        peak,
    })
}
