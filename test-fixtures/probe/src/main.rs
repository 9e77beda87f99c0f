//! `ovhai-probe`: prints what a look at an account says of the facts that were inferred. Credentials come from where the
//! provider takes them: `OVH_*` variables and `ovh.conf`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program talks to its user"
)]

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use ovh_api::{Arguments, Client, ClientOptions, Settings, Sources};

/// Looks at a real account with calls that change nothing and prints which inferred facts about the API hold there.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask probe", version)]
struct Options {
    /// Public Cloud project; default: OVH_CLOUD_PROJECT_SERVICE
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// ovh-eu, ovh-ca, ovh-us or a URL; default: as the provider finds it
    #[arg(long)]
    endpoint: Option<String>,
    /// Also make the POST calls that turn a spec into a command
    #[arg(long)]
    commands: bool,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    match look(Options::parse()) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn look(options: Options) -> Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(options))
}

async fn run(options: Options) -> Result<String> {
    let arguments = Arguments {
        endpoint: options.endpoint,
        service_name: options.service,
        ..Arguments::default()
    };
    let settings = Settings::resolve(arguments, &Sources::of_process()?)
        .context("no account to look at; `cargo xtask probe --sandbox` looks at the sandbox")?;
    let service = settings
        .service_name
        .clone()
        .context("no project is named: give --service ID, or set OVH_CLOUD_PROJECT_SERVICE")?;
    let client = Client::new(
        settings,
        ClientOptions {
            user_agent: concat!("ovhai-probe/", env!("CARGO_PKG_VERSION")).to_owned(),
            // One call after the other: a look should not be felt.
            concurrency: 1,
            ..ClientOptions::default()
        },
    )?
    .read_only();
    let report = ovhai_probe::probe(&client, &service, options.commands).await;
    anyhow::ensure!(!report.is_silent(), "nothing answers at the endpoint");
    if let Some(status) = report.project_refused() {
        anyhow::bail!(
            "the project is answered with {status} for these credentials: is its id right (--service), and does the key belong to this \
             endpoint?"
        );
    }
    Ok(if options.json {
        serde_json::to_string_pretty(&report.json())?
    } else {
        report.markdown()
    })
}
