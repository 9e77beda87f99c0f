//! A cluster to ask, and how it is reached.

mod answer;
mod discovery;
mod prove;
mod standing;

use std::{fmt, path::PathBuf, time::Duration};

use kube::{
    Client, Config,
    client::AuthError,
    config::{ExecInteractiveMode, KubeConfigOptions, Kubeconfig},
};

pub use prove::{FIELD_MANAGER, Prover};

use crate::{Error, error::chain};

/// A credential; never printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps a credential.
    #[must_use]
    pub const fn new(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// How a cluster is reached: by a kubeconfig, by host and token, or by a kubeconfig of which host, CA or token are others.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// A kubeconfig file.
    pub kubeconfig: Option<PathBuf>,
    /// A context of it other than its current one.
    pub context: Option<String>,
    /// URL of the API server; `https`, or `http` on this machine.
    pub host: Option<String>,
    /// Bearer token.
    pub token: Option<Secret>,
    /// PEM certificates that the server's certificate must come from; the system's are not used.
    pub ca: Option<String>,
}

/// A cluster, not asked anything yet.
#[derive(Clone)]
pub struct Cluster {
    name: String,
    client: Client,
    /// Asks once, for those who have a patience of their own.
    impatient: Client,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// An API server's own limit for a request is a minute, which a slow webhook may take up to half of.
const ANSWER_WITHIN: Duration = Duration::from_secs(40);
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

impl Cluster {
    /// Makes a client for the cluster `name`. Reads files that `connection` names and may run the credential plugin that a
    /// kubeconfig names, as every Kubernetes client does, but never lets one ask questions.
    ///
    /// # Errors
    /// [`Error::Configuration`].
    pub async fn new(name: &str, connection: &Connection) -> Result<Self, Error> {
        let wrong = |problem: String| Error::Configuration {
            cluster: name.to_owned(),
            problem,
        };
        let mut config = match &connection.kubeconfig {
            Some(path) => {
                let file = path.display();
                let mut kubeconfig = Kubeconfig::read_from(path).map_err(|error| {
                    wrong(format!(
                        "{file} cannot be read as a kubeconfig ({})",
                        plain(&error)
                    ))
                })?;
                for user in &mut kubeconfig.auth_infos {
                    let exec = user.auth_info.as_mut().and_then(|user| user.exec.as_mut());
                    if let Some(exec) = exec {
                        // Planning has no terminal; a plugin that needs one must fail, not wait.
                        exec.interactive_mode = Some(ExecInteractiveMode::Never);
                    }
                }
                let options = KubeConfigOptions {
                    context: connection.context.clone(),
                    ..KubeConfigOptions::default()
                };
                Config::from_custom_kubeconfig(kubeconfig, &options)
                    .await
                    .map_err(|error| wrong(format!("{file} cannot be used ({})", plain(&error))))?
            }
            None => {
                let host = connection
                    .host
                    .as_deref()
                    .ok_or_else(|| wrong("it needs kubeconfig or host".to_owned()))?;
                Config::new(address(host).map_err(wrong)?)
            }
        };
        if let Some(host) = &connection.host {
            config.cluster_url = address(host).map_err(wrong)?;
        } else if !may_have_token(&config.cluster_url) {
            let file = connection.kubeconfig.as_deref().unwrap_or("".as_ref());
            return Err(wrong(format!(
                "kubeconfig: the server that {} names must be an https URL, or http on this machine, as anyone on the way could \
                 read its token",
                file.display()
            )));
        }
        if config.cluster_url.scheme_str() == Some("http") {
            // This machine needs no proxy, and one would read the token.
            config.proxy_url = None;
        }
        if let Some(ca) = &connection.ca {
            config.root_cert = Some(certificates(ca).map_err(wrong)?);
            config.root_cert_file = None;
        }
        if let Some(Secret(token)) = &connection.token {
            config.auth_info = kube::config::AuthInfo {
                token: Some(token.clone().into()),
                ..kube::config::AuthInfo::default()
            };
        }
        if config.accept_invalid_certs {
            return Err(wrong(
                "insecure-skip-tls-verify would let anyone on the way read the token; give the cluster's CA instead"
                    .to_owned(),
            ));
        }
        config.connect_timeout = Some(CONNECT_WITHIN);
        config.read_timeout = Some(ANSWER_WITHIN);
        config.reset_reader_on_write = true;
        let client = |config| Client::try_from(config).map_err(|error| wrong(plain(&error)));
        let mut impatient = config.clone();
        impatient.default_retry = false;
        Ok(Self {
            name: name.to_owned(),
            client: client(config)?,
            impatient: client(impatient)?,
        })
    }

    /// The cluster's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// For those who do more than prove: sends what it is told to, once. [`words_of`] has its errors' texts.
    #[must_use]
    pub fn client(&self) -> Client {
        self.impatient.clone()
    }
}

/// An error of [`Cluster::client`] in words without any credential.
#[must_use]
pub fn words_of(error: &kube::Error) -> String {
    plain(error)
}

/// The URL of an API server that the attribute `host` names.
fn address(host: &str) -> Result<http::Uri, String> {
    let uri: http::Uri = host
        .parse()
        .map_err(|error: http::uri::InvalidUri| format!("host is no URL ({error})"))?;
    if may_have_token(&uri) {
        Ok(uri)
    } else {
        Err("host must be an https URL, or http on this machine".to_owned())
    }
}

/// Whether a token may go to an address: nobody on the way can read it.
fn may_have_token(uri: &http::Uri) -> bool {
    let name = uri.host().unwrap_or_default();
    let is_this_machine = name == "localhost"
        || name
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    match uri.scheme_str() {
        Some("https") => !name.is_empty(),
        Some("http") => is_this_machine,
        _ => false,
    }
}

fn certificates(pem: &str) -> Result<Vec<Vec<u8>>, String> {
    use rustls_pki_types::{CertificateDer, pem::PemObject};
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match found {
        Ok(found) if !found.is_empty() => {
            Ok(found.into_iter().map(|one| one.as_ref().to_vec()).collect())
        }
        _ => Err("ca holds no PEM certificate".to_owned()),
    }
}

/// An error's text. Texts of kubeconfig parsers may quote what they could not read, which may be a credential.
fn plain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<AuthError>() {
            return of_credentials(error);
        }
        cause = error.source();
    }
    let text = chain(error);
    let first = text.lines().next().unwrap_or_default();
    if ovhai_model::secrecy::secret_text(first).is_some() {
        "its text may hold a secret and is not repeated".to_owned()
    } else {
        first.to_owned()
    }
}

/// What is wrong with credentials. What a plugin prints is the credential itself, if things go well.
fn of_credentials(error: &AuthError) -> String {
    match error {
        AuthError::AuthExecStart(error) => {
            format!("the kubeconfig's credential plugin cannot be run ({error})")
        }
        AuthError::AuthExecRun { out, .. } => format!(
            "the kubeconfig's credential plugin failed ({}); run it by hand, its output may hold a credential and is not repeated",
            out.status
        ),
        AuthError::AuthExecParse(_) => {
            "the kubeconfig's credential plugin does not answer with an ExecCredential".to_owned()
        }
        AuthError::ReadTokenFile(error, path) => {
            format!("the token file {} cannot be read ({error})", path.display())
        }
        AuthError::MissingCommand
        | AuthError::ExecPluginFailed
        | AuthError::ExecMissingClusterInfo
        | AuthError::UnrefreshableTokenResponse => error.to_string(),
        _ => "the kubeconfig's credentials cannot be used; why may hold one and is not repeated"
            .to_owned(),
    }
}
