//! `cargo xtask bench inventory`: reading whole estates over a slow network, against the ideal that calls cost nothing but
//! their latency: requests ÷ calls at a time × latency.
//!
//! The server computes on the same processors, and Terraform starts, asks for schemas and stores the values; a first row
//! over an empty estate shows what that is.

use std::{fs, path::Path, process::ExitCode, time::Duration};

use anyhow::{Context, Result, ensure};

use super::{
    exports::{Step, watch},
    mebibytes,
};
use crate::{
    binaries::{Binaries, Build},
    repository::Repository,
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
    tools::{self, Tools},
};

/// What each answer waits.
const LATENCY: Duration = Duration::from_millis(50);

/// The provider's default.
const AT_A_TIME: u64 = 8;

/// One reading.
#[derive(Clone, Copy, Debug)]
struct Reading {
    objects: usize,
    step: Step,
}

impl Reading {
    /// What the calls alone would take.
    fn ideal(&self) -> Duration {
        LATENCY.mul_f64(self.step.requests as f64 / AT_A_TIME as f64)
    }

    fn ratio(&self) -> f64 {
        self.step.time.as_secs_f64() / self.ideal().as_secs_f64()
    }
}

/// Measures, then prints Markdown tables.
pub fn run(repository: &Repository, sizes: &[usize]) -> Result<ExitCode> {
    let binaries = Binaries::build(repository, Build::Release)?;
    let program = match tools::on_path("terraform") {
        Ok(path) => path,
        Err(_) => Tools::bring_terraform(repository)?,
    };
    println!(
        "\nOne `terraform plan` that reads the estate: {} ms latency, {AT_A_TIME} calls at a time",
        LATENCY.as_millis()
    );
    println!(
        "\n| data source | objects | time, s | requests | ideal, s | ratio | peak memory, MiB | per object, KiB |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    for unit in ["ovhai_inventory", "ovhai_readiness"] {
        let empty = measure(repository, &binaries, &program, unit, 0)?;
        for reading in [Ok(empty)].into_iter().chain(
            sizes
                .iter()
                .map(|&objects| measure(repository, &binaries, &program, unit, objects)),
        ) {
            let reading = reading?;
            println!("{}", row(unit, &reading, &empty));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(unit: &str, reading: &Reading, empty: &Reading) -> String {
    let grown = reading
        .step
        .peak_memory
        .zip(empty.step.peak_memory)
        .and_then(|(now, before)| now.checked_sub(before));
    let per_object = match (grown, reading.objects) {
        (_, 0) => String::new(),
        (None, _) => "not known here".to_owned(),
        (Some(bytes), objects) => format!("{:.1}", bytes as f64 / 1024.0 / objects as f64),
    };
    format!(
        "| `{unit}` | {} | {:.2} | {} | {:.2} | {:.2} | {} | {per_object} |",
        reading.objects,
        reading.step.time.as_secs_f64(),
        reading.step.requests,
        reading.ideal().as_secs_f64(),
        reading.ratio(),
        mebibytes(reading.step.peak_memory),
    )
}

fn measure(
    repository: &Repository,
    binaries: &Binaries,
    program: &Path,
    unit: &str,
    objects: usize,
) -> Result<Reading> {
    let folder = repository.scratch("bench")?;
    let installation = Installation::new(&folder, binaries)?;
    let (count, latency) = (
        format!("--objects={objects}"),
        format!("--latency-ms={}", LATENCY.as_millis()),
    );
    let estate = if objects == 0 {
        vec!["--empty", &latency]
    } else {
        vec!["--mix=all", &count, "--seed=1", &latency]
    };
    let sandbox = Sandbox::start(&binaries.sandbox, &estate, &folder.join("sandbox.log"))?;
    let run = folder.join("run");
    fs::create_dir_all(&run)?;
    fs::write(run.join("main.tf"), configuration(unit))?;
    let terraform = Terraform::new(
        program,
        &run,
        &installation,
        sandbox.environment(Credentials::Keys)?,
    );
    terraform.expect(&["init", "-no-color"])?;
    sandbox.requests("DELETE")?;
    let (time, peak_memory) = watch(&terraform, &["plan", "-no-color"])?;
    let requests = sandbox.requests("GET")?["total"]
        .as_u64()
        .context("the sandbox counts no requests")?;
    ensure!(requests > 0, "nothing was read");
    Ok(Reading {
        objects,
        step: Step {
            time,
            requests,
            output: fs::metadata(run.join("output"))?.len(),
            peak_memory,
        },
    })
}

/// Only what identifies the result is printed, so that Terraform has little to show.
fn configuration(unit: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    ovhai = {{\n      source = \"ovh-reversibility/ovhai\"\n    }}\n  }}\n}}\n\n\
         provider \"ovhai\" {{}}\n\ndata \"{unit}\" \"all\" {{}}\n\noutput \"revision\" {{\n  value = data.{unit}.all.revision\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(objects: usize, requests: u64, seconds: u64, memory: u64) -> Reading {
        Reading {
            objects,
            step: Step {
                time: Duration::from_secs(seconds),
                requests,
                output: 0,
                peak_memory: Some(memory),
            },
        }
    }

    #[test]
    fn the_ideal_is_requests_by_calls_at_a_time_by_latency() {
        let empty = reading(0, 16, 1, 10 << 20);
        let full = reading(1024, 1600, 12, 14 << 20);
        assert_eq!(full.ideal(), Duration::from_secs(10));
        assert_eq!(
            row("u", &full, &empty),
            "| `u` | 1024 | 12.00 | 1600 | 10.00 | 1.20 | 14.0 | 4.0 |"
        );
        assert!(row("u", &empty, &empty).ends_with("| 10.0 |  |"));
    }
}
