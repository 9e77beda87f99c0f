//! A `docker-registry` that counts.

use std::{
    collections::BTreeSet,
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{process::Background, repository::empty_folder, tools::Tools};

/// One that runs until it is dropped.
pub struct Registry {
    _process: Background,
    /// `127.0.0.1:PORT`.
    pub host: String,
    log: PathBuf,
}

impl Registry {
    /// Keeps everything below `folder`.
    pub fn start(tools: &Tools, folder: &Path) -> Result<Self> {
        empty_folder(folder)?;
        let host = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let configuration = json!({
            "version": "0.1",
            "log": {"level": "info", "accesslog": {"disabled": true}},
            "storage": {"filesystem": {"rootdirectory": folder.join("data")}},
            "http": {"addr": host, "secret": "any"},
        });
        let path = folder.join("config.yml");
        // JSON is YAML.
        fs::write(&path, configuration.to_string())?;
        let log = folder.join("log");
        let mut command = Command::new("sh");
        command
            .args(["-c", "echo started; exec \"$0\" serve \"$1\""])
            .arg(tools.root().join("bin/docker-registry"))
            .arg(&path);
        let (process, _) = Background::start(&command, &log, Duration::from_secs(10))?;
        let begun = Instant::now();
        while TcpStream::connect(&host).is_err() {
            ensure!(
                begun.elapsed() < Duration::from_secs(30),
                "docker-registry does not answer; see {}",
                log.display()
            );
            thread::sleep(Duration::from_millis(50));
        }
        Ok(Self {
            _process: process,
            host,
            log,
        })
    }

    /// Where its log ends now.
    pub fn mark(&self) -> Result<usize> {
        Ok(fs::read_to_string(&self.log)?.len())
    }

    /// What it answered since.
    pub fn since(&self, mark: usize) -> Result<Counted> {
        let text = fs::read_to_string(&self.log)?;
        Ok(counted(text.get(mark..).unwrap_or("")))
    }
}

/// What a registry answered, by its own log.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Answers of all sorts.
    pub requests: usize,
    /// Bytes of blobs that left it.
    pub sent: u64,
    /// Digests of blobs whose uploads ended, in order.
    pub stored: Vec<String>,
}

impl Counted {
    /// Blobs that were stored more than once.
    pub fn twice(&self) -> usize {
        self.stored.len() - self.stored.iter().collect::<BTreeSet<_>>().len()
    }
}

fn counted(log: &str) -> Counted {
    let mut counted = Counted::default();
    for line in log
        .lines()
        .filter(|line| line.contains("response completed"))
    {
        let is = |method: &str| line.contains(&format!("http.request.method={method} "));
        counted.requests += 1;
        if is("PUT")
            && let Some((_, upload)) = line.split_once("/blobs/uploads/")
            && let Some((_, rest)) = upload.split_once("digest=")
        {
            let end = rest.find(['&', '"', ' ']).unwrap_or(rest.len());
            counted.stored.push(rest[..end].to_owned());
        } else if is("GET")
            && line.contains("/blobs/")
            && let Some((_, rest)) = line.split_once("http.response.written=")
        {
            let end = rest.find(' ').unwrap_or(rest.len());
            counted.sent += rest[..end].parse().unwrap_or(0);
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_counted() {
        let line = |method: &str, uri: &str, written: u64| {
            format!(
                "level=info msg=\"response completed\" http.request.method={method} http.request.uri=\"{uri}\" http.response.written={written} \n"
            )
        };
        let log = [
            line("GET", "/v2/a/blobs/sha256:1", 700),
            line("HEAD", "/v2/a/blobs/sha256:1", 0),
            line("GET", "/v2/a/manifests/1", 90),
            line("PUT", "/v2/a/blobs/uploads/x?_state=y&digest=sha256%3A1", 0),
            line("PUT", "/v2/b/blobs/uploads/z?digest=sha256%3A1&_state=y", 0),
            "level=info msg=\"redis not configured\"\n".to_owned(),
        ]
        .concat();
        let counted = counted(&log);
        assert_eq!((counted.requests, counted.sent), (5, 700));
        assert_eq!(counted.stored, ["sha256%3A1", "sha256%3A1"]);
        assert_eq!(counted.twice(), 1);
    }
}
