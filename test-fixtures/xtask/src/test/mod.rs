//! `cargo xtask test`: brings what the tests need, then runs every suite of one table.
//!
//! Nothing is skipped silently: a suite that did not run stands in the final table with its reason, and is counted.

mod cargo;
mod cluster;
mod configurations;
mod judges;
mod kubernetes;
mod sdk;
mod suites;
mod translator;
mod units;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{binaries::Build, process, repository::Repository};
use suites::{Ground, Outcome, SUITES, Suite};

/// What to run.
#[derive(clap::Args)]
pub struct Options {
    /// Also run the slow suites
    #[arg(long)]
    all: bool,
    /// Run only these suites; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// List the suites and run nothing
    #[arg(long)]
    list: bool,
}

/// One line of the final table.
struct Line {
    name: &'static str,
    result: Result<Outcome, String>,
    took: Duration,
}

/// Runs the chosen suites in the table's order; a failing one does not stop the others.
pub fn run(repository: &Repository, options: &Options) -> Result<ExitCode> {
    if options.list {
        for suite in SUITES {
            let slow = if suite.slow { " (with --all)" } else { "" };
            println!("{:<14}{}{slow}", suite.name, suite.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    check_names(&options.only)?;
    let started = Instant::now();
    let chosen = |suite: &Suite| {
        options.only.is_empty() || options.only.iter().any(|name| name == suite.name)
    };
    let runs =
        |suite: &Suite| chosen(suite) && (options.all || !suite.slow || !options.only.is_empty());
    let needs_tools = SUITES.iter().any(|suite| suite.needs_tools && runs(suite));
    // With the tests to come, programs are built as the tests build them, so that nothing is compiled twice.
    let build = if SUITES
        .iter()
        .any(|suite| suite.name == "unit" && runs(suite))
    {
        Build::WithTests
    } else {
        Build::Programs
    };
    let ground = Ground::new(repository, needs_tools, build);

    let mut lines = Vec::new();
    for suite in SUITES {
        if !chosen(suite) {
            continue;
        }
        let begun = Instant::now();
        let result = if process::is_interrupted() {
            Ok(Outcome::NotRun("interrupted".to_owned()))
        } else if runs(suite) {
            println!(
                "\n=== {} ({}), at {}",
                suite.name,
                suite.about,
                clock(started.elapsed())
            );
            (suite.run)(&ground).map_err(|error| format!("{error:#}"))
        } else {
            Ok(Outcome::NotRun("slow; add --all".to_owned()))
        };
        let line = Line {
            name: suite.name,
            result,
            took: begun.elapsed(),
        };
        match &line.result {
            Err(error) => println!(
                "{error}\n--- {} FAILED after {}",
                line.name,
                clock(line.took)
            ),
            Ok(Outcome::Passed(_)) => println!("--- {} passed in {}", line.name, clock(line.took)),
            Ok(Outcome::NotRun(_)) => {}
        }
        lines.push(line);
    }
    ground.finish();
    Ok(conclude(&lines, started.elapsed()))
}

/// Unknown names are an error: a misspelt suite must not pass by running nothing.
fn check_names(only: &[String]) -> Result<()> {
    for name in only {
        if !SUITES.iter().any(|suite| suite.name == name) {
            let names: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
            bail!("there is no suite {name:?}; there are {}", names.join(", "));
        }
    }
    Ok(())
}

/// Prints the table and decides the exit code.
fn conclude(lines: &[Line], took: Duration) -> ExitCode {
    println!("\n{}", table(lines));
    let failed = lines.iter().filter(|line| line.result.is_err()).count();
    let skipped = lines
        .iter()
        .filter(|line| matches!(line.result, Ok(Outcome::NotRun(_))))
        .count();
    let passed = lines.len() - failed - skipped;
    println!("took {}", clock(took));
    println!("suites: {passed} passed, {failed} failed, {skipped} skipped");
    if process::is_interrupted() {
        ExitCode::from(130)
    } else if failed > 0 || passed == 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn table(lines: &[Line]) -> String {
    let rows: Vec<String> = lines
        .iter()
        .map(|line| {
            let (word, detail) = match &line.result {
                Ok(Outcome::Passed(detail)) => ("passed", detail.as_str()),
                Ok(Outcome::NotRun(reason)) => ("not run", reason.as_str()),
                Err(error) => ("FAILED", error.lines().next().unwrap_or_default()),
            };
            let row = format!(
                "{:<14}{word:<9}{:>7}  {detail}",
                line.name,
                clock(line.took)
            );
            row.trim_end().to_owned()
        })
        .collect();
    rows.join("\n")
}

/// Minutes and seconds.
fn clock(time: Duration) -> String {
    let tenths = time.as_millis() / 100;
    let (minutes, rest) = (tenths / 600, tenths % 600);
    if minutes > 0 {
        format!("{minutes}m{:02}s", rest / 10)
    } else {
        format!("{}.{}s", rest / 10, rest % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_every_suite_with_its_reason() {
        let lines = [
            Line {
                name: "fmt",
                result: Ok(Outcome::Passed("12 files".to_owned())),
                took: Duration::from_millis(1234),
            },
            Line {
                name: "cluster",
                result: Ok(Outcome::NotRun("KUBECONFIG is not set".to_owned())),
                took: Duration::ZERO,
            },
            Line {
                name: "unit",
                result: Err("a test failed\nmore".to_owned()),
                took: Duration::from_secs(125),
            },
        ];
        assert_eq!(
            table(&lines),
            "fmt           passed      1.2s  12 files\n\
             cluster       not run     0.0s  KUBECONFIG is not set\n\
             unit          FAILED     2m05s  a test failed"
        );
        assert_eq!(conclude(&lines, Duration::ZERO), ExitCode::FAILURE);
        assert_eq!(conclude(&lines[..2], Duration::ZERO), ExitCode::SUCCESS);
        assert_eq!(
            conclude(&lines[1..2], Duration::ZERO),
            ExitCode::FAILURE,
            "a run of nothing is no success"
        );
    }

    #[test]
    fn unknown_suites_are_refused() {
        assert!(check_names(&["fmt".to_owned()]).is_ok());
        let error = check_names(&["fnt".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("clippy"), "{error}");
    }
}
