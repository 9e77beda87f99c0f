//! From starting the process to its handshake, then schema calls, the way Terraform does it.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{Spread, grpc::Client, memory};

const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
/// A certificate as Terraform makes one for each start: P-521, its own authority. Nobody has its key.
const CLIENT_CERTIFICATE: &str = include_str!("../../tools/bench-client.pem");
const STARTS: usize = 50;
const CALLS: usize = 100;

/// What was measured of one provider.
#[derive(Clone, Debug)]
pub struct Start {
    /// From starting the process to its line.
    pub handshake: Spread,
    /// One schema call on an open connection.
    pub schema: Spread,
    /// Resident bytes right after the handshake.
    pub idle: Option<u64>,
    /// Resident bytes after the schema calls.
    pub warm: Option<u64>,
    /// Bytes of the binary.
    pub size: u64,
}

/// Starts `program` again and again.
pub fn measure(program: &Path) -> Result<Start> {
    let mut handshakes = Vec::with_capacity(STARTS);
    let mut idle = None;
    for _ in 0..STARTS {
        let (provider, took) = Provider::start(program, true)?;
        handshakes.push(took);
        idle = memory::resident(provider.child.id());
    }
    let (schema, warm) = schema_calls(program)?;
    Ok(Start {
        handshake: Spread::of(handshakes),
        schema,
        idle,
        warm,
        size: fs::metadata(program)?.len(),
    })
}

/// Schema calls on a plaintext connection, as with `TF_DISABLE_PLUGIN_TLS`: what is measured is the provider's answer.
fn schema_calls(program: &Path) -> Result<(Spread, Option<u64>)> {
    let (provider, _) = Provider::start(program, false)?;
    let method = match provider.protocol.as_str() {
        "5" => "/tfplugin5.Provider/GetSchema",
        _ => "/tfplugin6.Provider/GetProviderSchema",
    };
    let mut client = Client::new(provider.connect()?)?;
    for _ in 0..5 {
        client.call(method)?;
    }
    let mut series = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let started = Instant::now();
        client.call(method)?;
        series.push(started.elapsed());
    }
    Ok((Spread::of(series), memory::resident(provider.child.id())))
}

/// A started provider, killed when dropped.
struct Provider {
    child: Child,
    protocol: String,
    network: String,
    address: String,
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

impl Provider {
    fn start(program: &Path, with_tls: bool) -> Result<(Self, Duration)> {
        let mut command = Command::new(program);
        command
            .env("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE)
            .env("PLUGIN_MIN_PORT", "10000")
            .env("PLUGIN_MAX_PORT", "25000")
            .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if with_tls {
            command
                .env("PLUGIN_CLIENT_CERT", CLIENT_CERTIFICATE)
                .env_remove("TF_DISABLE_PLUGIN_TLS");
        } else {
            command
                .env_remove("PLUGIN_CLIENT_CERT")
                .env("TF_DISABLE_PLUGIN_TLS", "1");
        }
        let started = Instant::now();
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut line = String::new();
        if let Some(pipe) = child.stdout.take() {
            BufReader::new(pipe).read_line(&mut line)?;
        }
        let took = started.elapsed();
        let mut provider = Self {
            child,
            protocol: String::new(),
            network: String::new(),
            address: String::new(),
        };
        let parts: Vec<&str> = line.trim_end().split('|').collect();
        let [_, protocol, network, address, "grpc", ..] = parts[..] else {
            bail!(
                "{} greets with {line:?}, not as a plugin",
                program.display()
            );
        };
        provider.protocol = protocol.to_owned();
        provider.network = network.to_owned();
        provider.address = address.to_owned();
        Ok((provider, took))
    }

    fn connect(&self) -> Result<Box<dyn Stream>> {
        if self.network == "unix" {
            return unix(&self.address);
        }
        let stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        Ok(Box::new(stream))
    }
}

#[cfg(unix)]
fn unix(address: &str) -> Result<Box<dyn Stream>> {
    Ok(Box::new(std::os::unix::net::UnixStream::connect(address)?))
}

#[cfg(not(unix))]
fn unix(_: &str) -> Result<Box<dyn Stream>> {
    bail!("there are no unix sockets here")
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        // Killed, it cannot remove its socket itself.
        let socket = Path::new(&self.address);
        if self.network == "unix"
            && fs::remove_file(socket).is_ok()
            && let Some(folder) = socket.parent()
        {
            // Only an empty folder goes: one that the provider made for this socket.
            fs::remove_dir(folder).ok();
        }
    }
}
