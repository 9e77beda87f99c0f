//! `cargo xtask`: every chore of the project as a plain program. Run it without arguments for the list.
//!
//! It depends on nothing of the product: it drives the built programs the way a user would.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program talks to its user"
)]

mod bench;
mod binaries;
mod demo;
mod difference;
mod generate;
mod probe;
mod process;
mod repository;
mod sandbox;
mod scaffold;
mod terraform;
mod test;
mod tidy;
mod tools;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

use repository::Repository;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the project", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build, start the sandbox, and leave it with real Terraform: init, plan, apply, plan again
    Demo,
    /// Bring what the tests need, then run every suite
    Test(test::Options),
    /// Write the generated pages of docs/
    Generate {
        /// Write nothing; fail when a page is not current
        #[arg(long)]
        check: bool,
    },
    /// Check the house rules that no other tool knows
    Tidy,
    /// Begin a unit: its folder, its registry lines, an empty fixture and an example
    New {
        /// What to begin
        kind: scaffold::Unit,
        /// Name in snake_case, for Terraform types without the provider's prefix
        name: String,
    },
    /// Look at a real account, changing nothing: which inferred facts about the API hold there?
    Probe(probe::Options),
    /// Measure a release build
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Start, schema calls, memory, and exports of 1, 1,000 and 10,000 apps through real Terraform
    Provider {
        /// Another provider binary, measured beside ours
        #[arg(long, value_name = "PATH")]
        peer: Option<PathBuf>,
        /// Sizes of the estates
        #[arg(long, value_delimiter = ',', default_values_t = [1, 1_000, 10_000])]
        apps: Vec<usize>,
    },
    /// Whole estates read over a slow network, against the ideal
    Inventory {
        /// Sizes of the estates
        #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000])]
        objects: Vec<usize>,
    },
    /// Managed resources through real Terraform: import, refresh, creating many at once, rate limits
    Resources {
        /// Apps of the project that is imported
        #[arg(long, default_value_t = 1_000)]
        imported: usize,
        /// Apps made over a slow network
        #[arg(long, default_value_t = 200)]
        made: usize,
        /// Apps made although every tenth call is turned away
        #[arg(long, default_value_t = 500)]
        limited: usize,
        /// Measure a debug build, whose numbers are only good for looking at the bench itself
        #[arg(long)]
        debug: bool,
    },
    /// Estates of all kinds rendered in memory on one core, against printing the same objects by a general library
    Targets {
        /// Numbers of workloads
        #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000])]
        workloads: Vec<usize>,
    },
    /// Images copied between registries and into layouts, beside skopeo
    Transfers {
        /// Size of the large image
        #[arg(long, default_value_t = 600)]
        megabytes: u64,
        /// Number of small images that share their layers
        #[arg(long, default_value_t = 50)]
        images: usize,
        /// Number of small objects
        #[arg(long, default_value_t = 20_000)]
        objects: usize,
        /// Size of the large object; five times as much room on the disk is needed
        #[arg(long, default_value_t = 5000)]
        object_megabytes: u64,
        /// Only images, or only objects
        #[arg(long, value_enum)]
        only: Option<bench::transfers::Part>,
        /// How often each is measured
        #[arg(long, default_value_t = 3)]
        times: usize,
        /// Measure a debug build, whose numbers are only good for looking at the bench itself
        #[arg(long)]
        debug: bool,
    },
    /// A large repository and a large file scanned and rewritten, beside `terraform fmt` on the same files
    Translator {
        /// Files of the repository
        #[arg(long, default_value_t = 10_000)]
        files: usize,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    process::watch_for_interruption();
    match run(arguments.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            if process::is_interrupted() {
                ExitCode::from(130)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let repository = Repository::of_this_build()?;
    match command {
        Command::Demo => demo::run(&repository),
        Command::Test(options) => test::run(&repository, &options),
        Command::Generate { check } => generate::run(&repository, check),
        Command::Tidy => tidy::run(&repository),
        Command::New { kind, name } => scaffold::run(&repository, kind, &name),
        Command::Probe(options) => probe::run(&repository, &options),
        Command::Bench {
            what: Bench::Provider { peer, apps },
        } => bench::run(&repository, peer.as_deref(), &apps),
        Command::Bench {
            what: Bench::Inventory { objects },
        } => bench::readings::run(&repository, &objects),
        Command::Bench {
            what:
                Bench::Resources {
                    imported,
                    made,
                    limited,
                    debug,
                },
        } => {
            let sizes = bench::resources::Sizes {
                imported,
                made,
                limited,
            };
            let build = match debug {
                true => binaries::Build::Programs,
                false => binaries::Build::Release,
            };
            bench::resources::run(&repository, sizes, build)
        }
        Command::Bench {
            what: Bench::Targets { workloads },
        } => bench::targets::run(&repository, &workloads),
        Command::Bench {
            what:
                Bench::Transfers {
                    megabytes,
                    images,
                    objects,
                    object_megabytes,
                    only,
                    times,
                    debug,
                },
        } => {
            let sizes = bench::transfers::Sizes {
                megabytes,
                images,
                objects,
                object_megabytes,
                times,
            };
            let build = match debug {
                true => binaries::Build::Programs,
                false => binaries::Build::Release,
            };
            bench::transfers::run(&repository, sizes, only, build)
        }
        Command::Bench {
            what: Bench::Translator { files },
        } => bench::translator::run(&repository, files),
    }
}
