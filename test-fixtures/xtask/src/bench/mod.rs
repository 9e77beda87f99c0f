//! `cargo xtask bench provider`: the numbers the project promises, measured on a release build.
//!
//! Start, schema calls and idle memory are measured by speaking to the provider the way Terraform does; exports run
//! through real Terraform against the sandbox. Minimum and median are shown: on a busy machine the minimum says more.

mod exports;
mod grpc;
mod memory;
pub mod readings;
pub mod resources;
mod start;
pub mod targets;
pub mod transfers;
pub mod translator;

use std::{path::Path, process::ExitCode, time::Duration};

use anyhow::Result;

use crate::{
    binaries::{Binaries, Build},
    repository::Repository,
    tools::{self, Tools},
};

/// Lowest and middle of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The shortest.
    pub least: Duration,
    /// The one in the middle.
    pub median: Duration,
}

impl Spread {
    /// Of at least one measurement.
    fn of(mut series: Vec<Duration>) -> Self {
        series.sort_unstable();
        Self {
            least: series.first().copied().unwrap_or_default(),
            median: series.get(series.len() / 2).copied().unwrap_or_default(),
        }
    }
}

/// Measures, then prints Markdown tables.
pub fn run(repository: &Repository, peer: Option<&Path>, sizes: &[usize]) -> Result<ExitCode> {
    let binaries = Binaries::build(repository, Build::Release)?;
    let program = match tools::on_path("terraform") {
        Ok(path) => path,
        Err(_) => Tools::bring_terraform(repository)?,
    };

    let ours = start::measure(&binaries.provider)?;
    let theirs = peer.map(start::measure).transpose()?;
    println!(
        "\n| what | ours |{} wanted |",
        theirs.as_ref().map_or("", |_| " peer |")
    );
    println!("|---|---|{}---|", theirs.as_ref().map_or("", |_| "---|"));
    let row = |name: &str, show: &dyn Fn(&start::Start) -> String, wanted: &str| {
        let peer = theirs
            .as_ref()
            .map_or(String::new(), |peer| format!(" {} |", show(peer)));
        println!("| {name} | {} |{peer} {wanted} |", show(&ours));
    };
    row(
        "start to handshake, ms, least / median of 50",
        &|start| spread(start.handshake),
        "≤ 3, ≤ 1/5 of a Go provider",
    );
    row(
        "warm GetProviderSchema, ms, least / median of 100",
        &|start| spread(start.schema),
        "< 1",
    );
    row(
        "memory after the handshake, MiB",
        &|start| mebibytes(start.idle),
        "< 15",
    );
    row(
        "memory after the schema calls, MiB",
        &|start| mebibytes(start.warm),
        "",
    );
    row("binary, bytes", &|start| start.size.to_string(), "");
    if let Some(peer) = &theirs {
        let ratio = ours.handshake.least.as_secs_f64() / peer.handshake.least.as_secs_f64();
        println!("\nour start takes {ratio:.2} of the peer's");
    }

    println!(
        "\nExports through {} ({})",
        program.display(),
        tools::terraform_version(&program)?
    );
    println!(
        "\n| apps | command | time, s | requests | peak memory, MiB | output, bytes | state, bytes |"
    );
    println!("|---|---|---|---|---|---|---|");
    let mut runs = Vec::new();
    for &apps in sizes {
        let run = exports::measure(repository, &binaries, &program, apps)?;
        for (name, step) in [
            ("plan", run.plan),
            ("apply", run.apply),
            ("refresh and plan", run.refresh),
        ] {
            println!(
                "| {apps} | {name} | {:.2} | {} | {} | {} | {} |",
                step.time.as_secs_f64(),
                step.requests,
                mebibytes(step.peak_memory),
                step.output,
                run.state,
            );
        }
        runs.push(run);
    }
    if let [first, .., last] = runs.as_slice() {
        let more = last.apps.saturating_sub(first.apps);
        let longer = last.plan.time.saturating_sub(first.plan.time);
        if more > 0 && !longer.is_zero() {
            println!(
                "\n{:.0} apps per second: read, rendered and digested by a plan, Terraform's own time included",
                more as f64 / longer.as_secs_f64()
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn spread(spread: Spread) -> String {
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    format!("{:.2} / {:.2}", ms(spread.least), ms(spread.median))
}

fn mebibytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(
        || "not known here".to_owned(),
        |bytes| format!("{:.1}", bytes as f64 / f64::from(1 << 20)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_least_and_middle() {
        let ms = Duration::from_millis;
        let spread_of = Spread::of(vec![ms(5), ms(1), ms(3)]);
        assert_eq!((spread_of.least, spread_of.median), (ms(1), ms(3)));
        assert_eq!(spread(spread_of), "1.00 / 3.00");
        assert_eq!(mebibytes(Some(3 << 19)), "1.5");
    }
}
