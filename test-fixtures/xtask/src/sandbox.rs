//! A running `ovh-sandbox`.

use std::{
    ffi::OsString,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process::Background;

/// A sandbox that runs until dropped.
pub struct Sandbox {
    process: Background,
    facts: Value,
}

/// How a client authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Application key, application secret, consumer key: requests are signed.
    Keys,
    /// Client id and secret: OAuth2.
    Client,
}

impl Sandbox {
    /// Starts `program serve ARGUMENTS` with its log in `log`, and waits until it serves.
    pub fn start(program: &Path, arguments: &[&str], log: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg("serve").args(arguments);
        let (process, line) = Background::start(&command, log, Duration::from_secs(60))
            .context("the sandbox did not start")?;
        let facts = serde_json::from_str(&line)
            .with_context(|| format!("the sandbox's first line is not JSON: {line:?}"))?;
        Ok(Self { process, facts })
    }

    /// A member of the line it printed when ready.
    pub fn fact(&self, name: &str) -> Result<&str> {
        self.facts[name]
            .as_str()
            .with_context(|| format!("the sandbox's first line has no text {name:?}"))
    }

    /// The whole line, for scripts.
    pub fn facts(&self) -> String {
        self.facts.to_string()
    }

    /// The sandbox's own counter: `GET` reads it, `DELETE` begins anew.
    pub fn requests(&self, method: &str) -> Result<Value> {
        let api = self.fact("api")?;
        let host = api
            .strip_prefix("http://")
            .and_then(|rest| rest.split('/').next())
            .with_context(|| format!("{api} is no plain HTTP address"))?;
        let mut stream = TcpStream::connect(host)?;
        write!(
            stream,
            "{method} /_sandbox/requests HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer
            .split_once("\r\n\r\n")
            .context("the sandbox's answer has no end of headers")?;
        ensure!(head.starts_with("HTTP/1.1 2"), "the sandbox answers {head}");
        Ok(serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The environment under which the provider and the vendor's tools talk to it.
    pub fn environment(&self, credentials: Credentials) -> Result<Vec<(String, OsString)>> {
        let mut names = vec![
            ("OVH_ENDPOINT", "api"),
            ("OVH_CLOUD_PROJECT_SERVICE", "service_name"),
        ];
        match credentials {
            Credentials::Keys => names.extend([
                ("OVH_APPLICATION_KEY", "application_key"),
                ("OVH_APPLICATION_SECRET", "application_secret"),
                ("OVH_CONSUMER_KEY", "consumer_key"),
            ]),
            Credentials::Client => names.extend([
                ("OVH_CLIENT_ID", "client_id"),
                ("OVH_CLIENT_SECRET", "client_secret"),
                ("OVH_TOKEN_URL", "token_url"),
            ]),
        }
        names
            .into_iter()
            .map(|(variable, fact)| Ok((variable.to_owned(), self.fact(fact)?.into())))
            .collect()
    }
}
