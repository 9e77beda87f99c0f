//! Who asks: a given map first, then what `docker login` left on the machine.

use std::{collections::BTreeMap, path::Path, process::Stdio};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use tokio::{io::AsyncWriteExt, process::Command};

use crate::{Error, Secret};

/// Docker Hub, as `docker login` writes it.
const HUB: &str = "https://index.docker.io/v1/";
/// The name under which credential helpers give an identity token.
const TOKEN_USER: &str = "<token>";

/// What proves who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Name and password; for most services the password is a token.
    Password {
        /// Name.
        user: String,
        /// Password.
        password: Secret,
    },
    /// A refresh token for the registry's token service.
    Identity(Secret),
    /// A token the registry itself takes.
    Bearer(Secret),
}

/// Credentials by registry.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    given: BTreeMap<String, Credential>,
    config: Option<Config>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Config {
    auths: BTreeMap<String, Entry>,
    #[serde(rename = "credHelpers")]
    helpers: BTreeMap<String, String>,
    #[serde(rename = "credsStore")]
    store: Option<String>,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.auths.keys()).finish()
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Entry {
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
    identitytoken: Option<String>,
    registrytoken: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HelperAnswer {
    username: String,
    secret: String,
}

impl Credentials {
    /// Credentials by `HOST[:PORT]`.
    #[must_use]
    pub const fn given(given: BTreeMap<String, Credential>) -> Self {
        Self {
            given,
            config: None,
        }
    }

    /// With the docker configuration file `path` for registries nothing is given for. An absent file is an empty one.
    ///
    /// # Errors
    /// [`Error::Configuration`] if it cannot be read; never says what is in it.
    pub fn with_docker_config(mut self, path: &Path) -> Result<Self, Error> {
        let wrong = |problem: String| Error::Configuration {
            what: format!("the docker configuration {}", path.display()),
            problem,
        };
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(self),
            Err(error) => return Err(wrong(error.to_string())),
        };
        let config = serde_json::from_slice(&text).map_err(|error| {
            // serde's own words may repeat a value.
            wrong(format!("line {} is not what docker writes", error.line()))
        })?;
        self.config = Some(config);
        Ok(self)
    }

    /// The credential given for `registry`, else what is logged in to at `host`, where its requests go (both `HOST[:PORT]`).
    ///
    /// # Errors
    /// [`Error::Configuration`] if an entry or a credential helper is broken.
    pub async fn of(&self, registry: &str, host: &str) -> Result<Option<Credential>, Error> {
        if let Some(given) = self.given.get(registry) {
            return Ok(Some(given.clone()));
        }
        let Some(config) = &self.config else {
            return Ok(None);
        };
        let server = if host == "docker.io" { HUB } else { host };
        let named = [server, host]
            .into_iter()
            .find_map(|name| config.helpers.get(name));
        if let Some(helper) = named.or(config.store.as_ref())
            && let Some(found) = ask_helper(helper, server).await?
        {
            return Ok(Some(found));
        }
        let entry = config.auths.iter().find(|(key, _)| {
            let named = key
                .trim_start_matches("https://")
                .trim_start_matches("http://");
            let named = named.split('/').next().unwrap_or(named);
            key.as_str() == server || named == host
        });
        entry.map_or(Ok(None), |(_, entry)| entry.read(host))
    }
}

impl Entry {
    fn read(&self, registry: &str) -> Result<Option<Credential>, Error> {
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        if let Some(token) = filled(&self.registrytoken) {
            return Ok(Some(Credential::Bearer(Secret::new(token))));
        }
        if let Some(token) = filled(&self.identitytoken) {
            return Ok(Some(Credential::Identity(Secret::new(token))));
        }
        if let Some(auth) = filled(&self.auth) {
            let pair = (STANDARD.decode(auth.trim()).ok())
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .and_then(|text| {
                    let (user, password) = text.split_once(':')?;
                    Some((user.to_owned(), password.trim_end_matches('\0').to_owned()))
                })
                .ok_or_else(|| Error::Configuration {
                    what: format!("the entry for {registry} in the docker configuration"),
                    problem: "auth is not the base64 of user:password; log in again".to_owned(),
                })?;
            return Ok(Some(password(pair.0, pair.1)));
        }
        Ok(filled(&self.username)
            .zip(filled(&self.password))
            .map(|(user, secret)| password(user, secret)))
    }
}

fn password(user: String, password: String) -> Credential {
    Credential::Password {
        user,
        password: Secret::new(password),
    }
}

/// The credential helper protocol: `docker-credential-NAME get`, the server on its input, JSON on its output.
async fn ask_helper(name: &str, server: &str) -> Result<Option<Credential>, Error> {
    let wrong = |problem: String| Error::Configuration {
        what: format!("the credential helper {name:?}"),
        problem,
    };
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    if name.is_empty() || !name.bytes().all(is_name) {
        return Err(wrong("it is no name of a program".to_owned()));
    }
    let mut child = Command::new(format!("docker-credential-{name}"))
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| wrong(format!("it cannot be run: {error}")))?;
    if let Some(mut input) = child.stdin.take() {
        // One that does not read its input still answers.
        input.write_all(server.as_bytes()).await.ok();
    }
    let output = (child.wait_with_output().await).map_err(|error| wrong(error.to_string()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stdout);
        if said.contains("credentials not found") {
            return Ok(None);
        }
        return Err(wrong(format!("it failed with {}", output.status)));
    }
    read_answer(&output.stdout)
        .map(Some)
        .ok_or_else(|| wrong("it answers no user name and secret".to_owned()))
}

fn read_answer(text: &[u8]) -> Option<Credential> {
    let answer: HelperAnswer = serde_json::from_slice(text).ok()?;
    Some(if answer.username == TOKEN_USER {
        Credential::Identity(Secret::new(answer.secret))
    } else {
        password(answer.username, answer.secret)
    })
}

#[cfg(test)]
mod tests;
