//! A SeaweedFS, and `rclone` on it.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{
    process::{self, Background},
    repository::empty_folder,
    tools::Tools,
};

/// Who asks.
pub const KEY: &str = "bench";
/// Its secret.
pub const SECRET: &str = "bench-secret";

/// One that runs until it is dropped.
pub struct Weed {
    _process: Background,
    rclone: PathBuf,
    port: u16,
    metrics: u16,
}

/// A port that is free, as is the one 10,000 above, which the server takes for itself.
fn port() -> Result<u16> {
    loop {
        let free = TcpListener::bind("127.0.0.1:0")?;
        let port = free.local_addr()?.port() / 2 + 1024;
        let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if port < 50_000 && is_free(port) && is_free(port + 10_000) {
            return Ok(port);
        }
    }
}

impl Weed {
    /// Keeps everything below `folder`.
    pub fn start(tools: &Tools, folder: &Path) -> Result<Self> {
        empty_folder(folder)?;
        let data = folder.join("data");
        fs::create_dir_all(&data)?;
        let identities = serde_json::json!({"identities": [{
            "name": "bench",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }]});
        let config = folder.join("s3.json");
        fs::write(&config, identities.to_string())?;
        let metrics = port()?;
        let port = port()?;
        let mut command = Command::new("sh");
        command
            .args(["-c", "echo started; exec \"$0\" \"$@\" >/dev/null"])
            .arg(tools.root().join("bin/weed"))
            .arg("server")
            .arg(format!("-dir={}", data.display()))
            .args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=500"])
            .args(["-master.volumeSizeLimitMB=1024", "-filer", "-s3"])
            .arg(format!("-master.port={}", self::port()?))
            .arg(format!("-volume.port={}", self::port()?))
            .arg(format!("-filer.port={}", self::port()?))
            .arg(format!("-s3.port={port}"))
            .arg(format!("-metricsPort={metrics}"))
            .arg(format!("-s3.config={}", config.display()));
        let log = folder.join("log");
        let (process, _) = Background::start(&command, &log, Duration::from_secs(10))?;
        let weed = Self {
            _process: process,
            rclone: tools.root().join("bin/rclone"),
            port,
            metrics,
        };
        let begun = Instant::now();
        while weed.rclone(&["mkdir", "from:small"]).is_err() {
            ensure!(
                begun.elapsed() < Duration::from_secs(60),
                "SeaweedFS does not answer; see {}",
                log.display()
            );
            thread::sleep(Duration::from_millis(300));
        }
        for bucket in ["from:large", "from:tiny", "to:copies"] {
            weed.rclone(&["mkdir", bucket])?;
        }
        Ok(weed)
    }

    /// Where S3 is spoken.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// `rclone`, which knows the store as `from` and as `to`: were both one to it, it would let the store copy.
    pub fn rclone(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.rclone);
        command.args(arguments).args(["--config", "/dev/null"]);
        for remote in ["FROM", "TO"] {
            for (name, value) in [
                ("TYPE", "s3"),
                ("PROVIDER", "Other"),
                ("ACCESS_KEY_ID", KEY),
                ("SECRET_ACCESS_KEY", SECRET),
                ("ENDPOINT", &self.endpoint()),
            ] {
                command.env(format!("RCLONE_CONFIG_{remote}_{name}"), value);
            }
        }
        process::output(&mut command)
    }

    /// Requests of S3 that were answered so far, by the server's own count.
    pub fn requests(&self) -> Result<u64> {
        let host = format!("127.0.0.1:{}", self.metrics);
        let mut stream = TcpStream::connect(&host)?;
        write!(stream, "GET /metrics HTTP/1.0\r\nhost: {host}\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let counts = answer
            .lines()
            .filter(|line| line.starts_with("SeaweedFS_s3_request_total{"));
        counts
            .map(|line| {
                let count = line.rsplit(' ').next().context("a count without a value")?;
                Ok(count.parse::<f64>()? as u64)
            })
            .sum()
    }
}
