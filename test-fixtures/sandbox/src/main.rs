//! `ovh-sandbox serve`: the sandbox as a process. One JSON line on stdout says where it is and who may call; logs go
//! to stderr.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use ovh_sandbox::{
    AccessRule, AroundOptions, Credentials, EstateChoice, FaultSchedule, Options, PagingOptions,
    Running, Sandbox, Transport,
};
use serde_json::json;

/// Local stand-in for OVHcloud's AI API.
#[derive(Debug, Parser)]
#[command(name = "ovh-sandbox", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve on loopback until SIGTERM or Ctrl-C.
    Serve(Serve),
}

#[derive(Debug, Args)]
struct Serve {
    /// Port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Generate an estate of so many objects instead of serving the hand-made one.
    #[arg(long)]
    objects: Option<usize>,
    /// What the generated objects are: apps only, or all kinds in the proportions of real projects.
    #[arg(long, value_enum, default_value_t = Mix::Apps, requires = "objects")]
    mix: Mix,
    /// Which generated estate: the same seed gives the same estate.
    #[arg(long, default_value_t = 1, requires = "objects")]
    seed: u64,
    /// Start with no apps and no registries.
    #[arg(long, conflicts_with = "objects")]
    empty: bool,
    /// Number of the first page of lists.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=1))]
    page_base: u8,
    /// Size of pages when a call gives none.
    #[arg(long, default_value_t = 100, value_parser = at_least_one)]
    default_page_size: usize,
    /// Largest size of pages; larger ones are cut to it.
    #[arg(long, default_value_t = 1000, value_parser = at_least_one)]
    max_page_size: usize,
    /// Wait so long before each answer.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
    /// Time an app spends in each transitional state.
    #[arg(long, default_value_t = 200)]
    state_interval_ms: u64,
    /// Serve HTTPS with a certificate made at start; the line on stdout names the authority's file.
    #[arg(long)]
    tls: bool,
    /// Where to write the authority's certificate.
    #[arg(long, requires = "tls")]
    ca_file: Option<PathBuf>,
    /// Also print the second set of credentials, which may only read.
    #[arg(long)]
    read_only: bool,
    /// Print `export` lines for a shell instead of JSON: the variables that the provider and the vendor's tools read.
    #[arg(long, conflicts_with = "read_only")]
    env: bool,
    /// Let the consumer key do only this, for example `GET /cloud/project/*/ai/app*`; may be given several times. To see what a
    /// missing right looks like.
    #[arg(long = "rule", value_name = "METHOD PATH", value_parser = access_rule)]
    rules: Vec<AccessRule>,
    /// Lifetime of tokens from the token URL, in seconds.
    #[arg(long, default_value_t = 3600)]
    token_lifetime: u32,
    /// Start the server's clock at this unix time instead of now.
    #[arg(long)]
    clock: Option<i64>,
    /// Start with a project that is not authorised for AI yet.
    #[arg(long)]
    unauthorized: bool,
    /// Serve the regional API of this region only; without it every AI token is served in its own region.
    #[arg(long, value_name = "REGION")]
    regional_region: Option<String>,
    /// Misbehave by chance, for example `seed=7,rate=0.1,kinds=429+5xx+reset+stall+truncate+html+slow` or
    /// `once=all,kinds=503`. Further parts: only=TEXT, limit=N, retry_after=SECONDS, stall_ms=N, slow_ms=N.
    #[arg(long, value_name = "SPEC")]
    faults: Option<FaultSchedule>,
    /// Tell this URL as endpoint of every S3 service in region documents.
    #[arg(long, value_name = "URL")]
    s3_endpoint: Option<String>,
    /// Accept members of request bodies that the API does not describe.
    #[arg(long)]
    accept_unknown_members: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Mix {
    /// Apps, with three registries beside them.
    Apps,
    /// Jobs, apps, notebooks, backups, tokens, data stores, registries.
    All,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("must be at least 1".into()),
        Ok(number) => Ok(number),
        Err(error) => Err(format!("{error}")),
    }
}

fn access_rule(text: &str) -> Result<AccessRule, String> {
    match text.split_once(' ') {
        Some((method, path)) if path.starts_with('/') => Ok(AccessRule::new(method, path)),
        _ => Err("write a method and a path, such as `GET /cloud/project/*/ai/app*`".into()),
    }
}

fn main() -> anyhow::Result<()> {
    let Cli {
        command: Command::Serve(serve),
    } = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_max_level(tracing::Level::INFO)
        .init();
    let (read_only, env) = (serve.read_only, serve.env);
    let running = Sandbox::start(options(serve))?;
    if env {
        export(&running)
    } else {
        announce(&running, read_only)
    }
    .context("cannot write to stdout")?;
    wait_for_signal()?;
    tracing::info!("stopping");
    running.shutdown();
    Ok(())
}

fn options(serve: Serve) -> Options {
    let estate = match serve.objects {
        Some(objects) => match serve.mix {
            Mix::Apps => EstateChoice::Generated {
                objects,
                seed: serve.seed,
            },
            Mix::All => EstateChoice::Mixed {
                objects,
                seed: serve.seed,
            },
        },
        None if serve.empty => EstateChoice::Empty,
        None => EstateChoice::Handmade,
    };
    let defaults = Options::default();
    let credentials = if serve.rules.is_empty() {
        defaults.credentials.clone()
    } else {
        vec![Credentials::invented("narrow", serve.rules, &[])]
    };
    Options {
        credentials,
        port: serve.port,
        estate,
        paging: PagingOptions {
            base: serve.page_base,
            default_size: serve.default_page_size,
            max_size: serve.max_page_size,
        },
        latency: Duration::from_millis(serve.latency_ms),
        state_interval: Duration::from_millis(serve.state_interval_ms),
        transport: if serve.tls {
            Transport::Tls {
                ca_file: serve.ca_file,
            }
        } else {
            Transport::Plain
        },
        authorized: !serve.unauthorized,
        start_at: serve.clock,
        token_lifetime_seconds: serve.token_lifetime,
        accept_unknown_members: serve.accept_unknown_members,
        regional_region: serve.regional_region,
        faults: serve.faults,
        around: AroundOptions {
            s3_endpoint: serve.s3_endpoint,
            ..AroundOptions::default()
        },
        ..defaults
    }
}

/// Lines for `source` or `eval`. The credentials are invented and work nowhere else.
fn export(running: &Running) -> std::io::Result<()> {
    let key = &running.credentials().key;
    let mut stdout = std::io::stdout().lock();
    for (name, value) in [
        ("OVH_ENDPOINT", running.api().as_str()),
        ("OVH_CLOUD_PROJECT_SERVICE", running.service_name()),
        ("OVH_APPLICATION_KEY", &key.application_key),
        ("OVH_APPLICATION_SECRET", &key.application_secret),
        ("OVH_CONSUMER_KEY", &key.consumer_key),
    ] {
        writeln!(stdout, "export {name}={value}")?;
    }
    stdout.flush()
}

/// The one line on stdout. Its credentials are invented and work nowhere else.
fn announce(running: &Running, read_only: bool) -> std::io::Result<()> {
    let mut line = credentials(running.credentials());
    line["api"] = running.api().into();
    line["regional"] = running.root().into();
    line["token_url"] = running.token_url().into();
    line["service_name"] = running.service_name().into();
    line["control"] = format!("{}/_sandbox", running.root()).into();
    if let Some(ca_file) = running.ca_file() {
        line["ca_file"] = ca_file.display().to_string().into();
    }
    if read_only {
        line["read_only"] = credentials(&Credentials::read_only());
    }
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

fn credentials(set: &Credentials) -> serde_json::Value {
    json!({
        "application_key": set.key.application_key,
        "application_secret": set.key.application_secret,
        "consumer_key": set.key.consumer_key,
        "client_id": set.account.client_id,
        "client_secret": set.account.client_secret,
        "access_token": set.token.value,
    })
}

fn wait_for_signal() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        #[cfg(unix)]
        {
            let mut terminate =
                tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
            tokio::select! {
                result = tokio::signal::ctrl_c() => result?,
                _ = terminate.recv() => {}
            }
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await?;
        Ok(())
    })
}
