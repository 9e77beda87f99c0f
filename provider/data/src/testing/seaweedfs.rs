//! A real object store of other people, and a real copier to judge what is in it.

use std::{
    io::{Error, Result},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// A SeaweedFS on this machine; it stops when this goes, and its files are removed.
#[derive(Debug)]
pub struct SeaweedFs {
    child: Child,
    port: u16,
    rclone: PathBuf,
    folder: PathBuf,
}

impl Drop for SeaweedFs {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

impl SeaweedFs {
    /// The access key it knows.
    pub const KEY: &'static str = "judge";
    /// The key's secret.
    pub const SECRET: &'static str = "judged-secret";

    /// Starts one with these buckets, by `bin/weed` and `bin/rclone` of the folder `tools`.
    ///
    /// # Errors
    /// When it cannot be started, or does not answer in a minute.
    pub fn start(tools: &Path, buckets: &[&str]) -> Result<Self> {
        let s3 = port()?;
        let folder = std::env::temp_dir().join(format!("seaweedfs-{}-{s3}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let config = folder.join("s3.json");
        let identity = serde_json::json!({"identities": [{
            "name": "judge",
            "credentials": [{"accessKey": Self::KEY, "secretKey": Self::SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }]});
        std::fs::write(&config, identity.to_string())?;
        let child = Command::new(tools.join("bin/weed"))
            .arg("server")
            .arg(format!("-dir={}", folder.display()))
            .args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=500"])
            .args(["-master.volumeSizeLimitMB=64", "-filer", "-s3"])
            // Two of them get along: none of the ports that are the same everywhere.
            .args(["-s3.port.iceberg=0", "-s3.port.lance=0"])
            .arg("-master.telemetry=false")
            .arg(format!("-master.port={}", port()?))
            .arg(format!("-volume.port={}", port()?))
            .arg(format!("-filer.port={}", port()?))
            .arg(format!("-s3.port={s3}"))
            .arg(format!("-s3.config={}", config.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let store = Self {
            child,
            port: s3,
            rclone: tools.join("bin/rclone"),
            folder,
        };
        let started = Instant::now();
        for bucket in buckets {
            let bucket = format!(":s3:{bucket}");
            while !store.rclone(&["mkdir", &bucket])?.status.success() {
                if started.elapsed() > PATIENCE {
                    return Err(Error::other("SeaweedFS does not answer"));
                }
                sleep(Duration::from_millis(300));
            }
        }
        Ok(store)
    }

    /// Its URL.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs `rclone`, for which `:s3:` is this store.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn rclone(&self, arguments: &[&str]) -> Result<Output> {
        Command::new(&self.rclone)
            .args(arguments)
            .args(["--config", "/dev/null", "--s3-provider", "Other"])
            .args(["--s3-access-key-id", Self::KEY])
            .args(["--s3-secret-access-key", Self::SECRET])
            .args(["--s3-endpoint", &self.endpoint()])
            .args(["--retries", "1", "--low-level-retries", "1"])
            .output()
    }
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
