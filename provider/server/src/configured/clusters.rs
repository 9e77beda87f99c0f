//! The clusters of the provider's configuration, and which of them a resource means.

use std::{collections::BTreeMap, path::PathBuf};

use ovhai_clusters::{Cluster, Connection, Error};
use terraform_plugin::{Diagnostics, Path, Schema, Secret, Value};

/// How a cluster is reached.
#[derive(Clone, Debug, Schema)]
pub struct ClusterModel {
    /// Path of a kubeconfig file; relative to the working directory, or beginning with `~/`. A credential plugin that it names is run.
    #[attr(optional)]
    kubeconfig: Value<String>,
    /// Context of that file. Default: its current one.
    #[attr(optional)]
    context: Value<String>,
    /// URL of the API server: https, or http on this machine. Instead of `kubeconfig`, or instead of the server in it.
    #[attr(optional)]
    host: Value<String>,
    /// Bearer token. Instead of the credentials of `kubeconfig`, if both are given.
    #[attr(optional)]
    token: Value<Secret>,
    /// PEM certificates that the server's must come from. Without them and without `kubeconfig` the system's are trusted.
    #[attr(optional)]
    ca: Value<String>,
}

/// Name of the cluster that `KUBECONFIG` leads to.
const ENVIRONMENT: &str = "KUBECONFIG";

/// All configured clusters.
#[derive(Debug)]
pub struct Clusters(Value<BTreeMap<String, ClusterModel>>);

/// What a resource's choice of a cluster leads to.
#[derive(Debug)]
pub enum Choice {
    /// The cluster.
    Known(Cluster),
    /// One that only apply will tell, by name.
    Unknown(String),
}

impl Clusters {
    /// Keeps the configuration; nothing is read before a cluster is asked.
    pub const fn new(configured: Value<BTreeMap<String, ClusterModel>>) -> Self {
        Self(configured)
    }

    /// The cluster that `name` means: one of the configuration, without a name the only one, else what `KUBECONFIG` names.
    /// Errors are the configuration's, so that a person can mend them; whether the cluster answers is another question.
    pub async fn choose(
        &self,
        name: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Choice> {
        let configured = match &self.0 {
            Value::Unknown => return Some(Choice::Unknown(name.unwrap_or("cluster").to_owned())),
            Value::Null => None,
            Value::Known(configured) => Some(configured),
        };
        let mut all = configured.into_iter().flatten();
        let found = match name {
            Some(name) => all.find(|(known, _)| *known == name),
            None => match (all.next(), all.next()) {
                (Some(only), None) => Some(only),
                (None, _) => return from_environment(diagnostics).await,
                (Some(_), Some(_)) => None,
            },
        };
        let Some((name, model)) = found else {
            let names: Vec<&str> = configured
                .into_iter()
                .flatten()
                .map(|(name, _)| name.as_str())
                .collect();
            let (summary, known) = (
                name.map_or_else(
                    || "Which cluster is meant is not said".to_owned(),
                    |name| format!("There is no cluster {name:?}"),
                ),
                names.join(", "),
            );
            let detail = if known.is_empty() {
                "The provider block names no clusters; add it to its clusters.".to_owned()
            } else {
                format!("Name one of the provider's clusters: {known}.")
            };
            diagnostics.error_at(Path::root("cluster"), summary, detail);
            return None;
        };
        let Some(connection) = model.connection() else {
            return Some(Choice::Unknown(name.clone()));
        };
        choice(Cluster::new(name, &connection).await, diagnostics)
    }
}

async fn from_environment(diagnostics: &mut Diagnostics) -> Option<Choice> {
    let file = std::env::var_os(ENVIRONMENT)
        .into_iter()
        .flat_map(|list| std::env::split_paths(&list).collect::<Vec<_>>())
        .find(|path| !path.as_os_str().is_empty());
    let Some(file) = file else {
        diagnostics.error_at(
            Path::root("cluster"),
            "There is no cluster to ask",
            "validate = \"server\" and engine = \"kubernetes\" need a cluster: add one to the provider's clusters, or set the environment variable \
             KUBECONFIG. A kubeconfig in its default place is not used unasked.",
        );
        return None;
    };
    let connection = Connection {
        kubeconfig: Some(file),
        ..Connection::default()
    };
    choice(Cluster::new(ENVIRONMENT, &connection).await, diagnostics)
}

fn choice(cluster: Result<Cluster, Error>, diagnostics: &mut Diagnostics) -> Option<Choice> {
    match cluster {
        Ok(cluster) => Some(Choice::Known(cluster)),
        Err(error) => {
            diagnostics.error_at(
                Path::root("cluster"),
                "The cluster cannot be used",
                error.to_string(),
            );
            None
        }
    }
}

impl ClusterModel {
    /// `None` while something is unknown.
    fn connection(&self) -> Option<Connection> {
        let text = |value: &Value<String>| match value {
            Value::Unknown => None,
            // An empty text is what a variable without a value gives.
            Value::Known(text) => Some(Some(text.clone()).filter(|text| !text.is_empty())),
            Value::Null => Some(None),
        };
        let token = match &self.token {
            Value::Unknown => return None,
            Value::Known(token) if !token.expose().is_empty() => {
                Some(ovhai_clusters::Secret::new(token.expose().clone()))
            }
            Value::Known(_) | Value::Null => None,
        };
        Some(Connection {
            kubeconfig: text(&self.kubeconfig)?.map(|path| at_home(&path)),
            context: text(&self.context)?,
            host: text(&self.host)?,
            token,
            ca: text(&self.ca)?,
        })
    }
}

fn at_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}
