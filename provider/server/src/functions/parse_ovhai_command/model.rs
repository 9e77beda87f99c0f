//! What the function gives: the attributes of the managed resources, as far as a command line can say them.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_platform::{
    cli::{JobRun, Noted, SECRET_VALUE},
    documents::{self, AppSpec, EnvVar, NotebookSpecInput},
};
use terraform_plugin::{Schema, Set, Tree, Value};

use crate::{
    managed::workload::{
        environment::Environment, probe::Probe, scaling::ScalingStrategy, volume, volume::Volume,
        withheld,
    },
    shown::SECRET,
};

/// The container port behind the URL when none is said (platform-facts section 5).
const HTTP_PORT: i64 = 8080;

/// What a command line says.
#[derive(Clone, Debug, Schema)]
pub struct Outcome {
    /// The app, with attributes of `ovhai_app`.
    #[attr(computed)]
    pub app: Value<App>,
    /// The job, with attributes of `ovhai_job`.
    #[attr(computed)]
    pub job: Value<Job>,
    /// The notebook, with attributes of `ovhai_notebook`.
    #[attr(computed)]
    pub notebook: Value<Notebook>,
    /// What is left to a shell: attribute → the text as it is written.
    #[attr(computed)]
    pub unresolved: Value<BTreeMap<String, String>>,
    /// What a person should know.
    #[attr(computed)]
    pub findings: Value<Vec<Found>>,
}

/// Something a person should know about the line.
#[derive(Clone, Debug, Schema)]
pub struct Found {
    /// What it is, such as `command/unknown-flag`.
    #[attr(computed)]
    pub slug: Value<String>,
    /// `adapted`, `manual` or `unsupported`.
    #[attr(computed)]
    pub fidelity: Value<String>,
    /// Category of the reversibility policy.
    #[attr(computed)]
    pub category: Value<String>,
    /// Position of the word, 0 for `ovhai`; null where it is about the whole line.
    #[attr(computed)]
    pub word: Value<i64>,
    /// What exactly was found.
    #[attr(computed)]
    pub detail: Value<String>,
    /// What to do.
    #[attr(computed)]
    pub hint: Value<String>,
}

impl Found {
    /// A finding of the grammar.
    pub fn of(noted: &Noted) -> Self {
        let kind = noted.kind;
        Self {
            slug: kind.slug.into(),
            fidelity: kind.fidelity.as_str().into(),
            category: kind.category.as_str().into(),
            word: noted.word.and_then(|word| i64::try_from(word).ok()).into(),
            detail: noted.detail.clone().into(),
            hint: kind.hint.into(),
        }
    }

    fn secret(attribute: &str) -> Self {
        Self::of(&Noted {
            kind: &SECRET_VALUE,
            word: None,
            detail: format!("in `{attribute}`"),
        })
    }
}

/// Flavor and count.
#[derive(Clone, Debug, Schema)]
pub struct Units {
    /// Flavor of one unit.
    #[attr(computed)]
    pub flavor: Value<String>,
    /// Number of units.
    #[attr(computed)]
    pub count: Value<i64>,
}

/// What an app is to be.
#[derive(Clone, Debug, Schema)]
pub struct App {
    #[attr(flatten)]
    pub container: Container,
    #[attr(flatten)]
    pub workload: Workload,
    /// Number of replicas.
    #[attr(computed)]
    pub scaling_strategy: Value<ScalingStrategy>,
    /// Readiness check.
    #[attr(computed)]
    pub probe: Value<Probe>,
}

/// What a job is to be.
#[derive(Clone, Debug, Schema)]
pub struct Job {
    #[attr(flatten)]
    pub container: Container,
    #[attr(flatten)]
    pub workload: Workload,
    /// Time limit in seconds.
    #[attr(computed)]
    pub timeout: Value<i64>,
    /// Public keys that may log in. Keys in files are findings.
    #[attr(computed)]
    pub ssh_public_keys: Value<Vec<String>>,
    /// User that may reach it.
    #[attr(computed)]
    pub read_user: Value<String>,
}

/// What a notebook is to be.
#[derive(Clone, Debug, Schema)]
pub struct Notebook {
    /// Framework and editor.
    #[attr(computed)]
    pub environment: Value<Workbench>,
    #[attr(flatten)]
    pub workload: Workload,
    /// Public keys that may log in. Keys in files are findings.
    #[attr(computed)]
    pub ssh_public_keys: Value<Vec<String>>,
    /// Whether it starts again when its time is up.
    #[attr(computed)]
    pub timeout_auto_restart: Value<bool>,
}

/// Framework and editor of a notebook.
#[derive(Clone, Debug, Schema)]
pub struct Workbench {
    /// Framework.
    #[attr(computed)]
    pub framework_id: Value<String>,
    /// Version of the framework.
    #[attr(computed)]
    pub framework_version: Value<String>,
    /// Editor.
    #[attr(computed)]
    pub editor_id: Value<String>,
}

/// Attributes of apps and jobs.
#[derive(Clone, Debug, Schema)]
pub struct Container {
    /// Container image.
    #[attr(computed)]
    pub image: Value<String>,
    /// Command.
    #[attr(computed)]
    pub command: Value<Vec<String>>,
    /// Container port behind the URL.
    #[attr(computed)]
    pub default_http_port: Value<i64>,
    /// Container port behind the gRPC address.
    #[attr(computed)]
    pub grpc_port: Value<i64>,
}

/// Attributes of all three.
#[derive(Clone, Debug, Schema)]
pub struct Workload {
    /// Display name.
    #[attr(computed)]
    pub name: Value<String>,
    /// Region, where the options say it.
    #[attr(computed)]
    pub region: Value<String>,
    /// Flavor and count.
    #[attr(computed)]
    pub resources: Value<Units>,
    /// Plain environment variables.
    #[attr(computed)]
    pub env: Value<BTreeMap<String, String>>,
    /// Names of variables whose values look like secrets.
    #[attr(computed)]
    pub secret_env_names: Value<Set<String>>,
    /// Labels.
    #[attr(computed)]
    pub labels: Value<BTreeMap<String, String>>,
    /// Whether anyone may call the URL.
    #[attr(computed)]
    pub unsecure_http: Value<bool>,
    /// Volumes.
    #[attr(computed)]
    pub volumes: Value<Vec<Volume>>,
}

impl App {
    /// The attributes of a create request.
    pub fn of(spec: &AppSpec) -> Self {
        let port = spec.default_http_port.unwrap_or(HTTP_PORT);
        let scaling = spec.scaling_strategy.as_ref();
        let probe = spec.probe.as_ref();
        Self {
            container: Container {
                image: image(&spec.image),
                command: command(&spec.command),
                default_http_port: spec.default_http_port.into(),
                grpc_port: spec.grpc_port.into(),
            },
            workload: Workload::of(&Common {
                name: spec.name.as_ref(),
                region: &spec.region,
                resources: spec.resources.as_ref(),
                variables: &spec.env_vars,
                labels: &spec.labels,
                unsecure_http: spec.unsecure_http,
                volumes: &spec.volumes,
            }),
            scaling_strategy: scaling
                .map(|strategy| ScalingStrategy::read(Some(strategy), None))
                .into(),
            probe: probe.map(|probe| Probe::read(probe, port, None)).into(),
        }
    }
}

impl Job {
    /// The attributes of a create request.
    pub fn of(run: &JobRun) -> Self {
        let spec = &run.spec;
        Self {
            container: Container {
                image: image(&spec.image),
                command: command(&spec.command),
                default_http_port: spec.default_http_port.into(),
                grpc_port: spec.grpc_port.into(),
            },
            workload: Workload::of(&Common {
                name: spec.name.as_ref(),
                region: &spec.region,
                resources: spec.resources.as_ref(),
                variables: &spec.env_vars,
                labels: &spec.labels,
                unsecure_http: spec.unsecure_http,
                volumes: &spec.volumes,
            }),
            timeout: spec.timeout.into(),
            ssh_public_keys: keys(&spec.ssh_public_keys),
            read_user: text(spec.read_user.as_ref()),
        }
    }
}

impl Notebook {
    /// The attributes of a create request.
    pub fn of(spec: &NotebookSpecInput) -> Self {
        let env = spec.env.clone().unwrap_or_default();
        Self {
            environment: Workbench {
                framework_id: text(env.framework_id.as_ref()),
                framework_version: text(env.framework_version.as_ref()),
                editor_id: text(env.editor_id.as_ref()),
            }
            .into(),
            workload: Workload::of(&Common {
                name: spec.name.as_ref(),
                region: &spec.region,
                resources: spec.resources.as_ref(),
                variables: &spec.env_vars,
                labels: &spec.labels,
                unsecure_http: spec.unsecure_http,
                volumes: &spec.volumes,
            }),
            ssh_public_keys: keys(&spec.ssh_public_keys),
            timeout_auto_restart: spec.timeout_auto_restart.into(),
        }
    }
}

/// What all three requests have.
struct Common<'a> {
    name: Option<&'a String>,
    region: &'a str,
    resources: Option<&'a documents::Resources>,
    variables: &'a [EnvVar],
    labels: &'a BTreeMap<String, String>,
    unsecure_http: Option<bool>,
    volumes: &'a [documents::Volume],
}

impl Workload {
    fn of(common: &Common<'_>) -> Self {
        let environment = Environment::read(common.variables, &BTreeSet::new(), None);
        let labels: BTreeMap<String, String> = common
            .labels
            .iter()
            .map(|(name, value)| (name.clone(), withheld::text(value, None)))
            .collect();
        Self {
            name: text(common.name),
            region: Some(common.region)
                .filter(|region| !region.is_empty())
                .map(str::to_owned)
                .into(),
            resources: common
                .resources
                .map(|resources| Units {
                    flavor: text(resources.flavor.as_ref()),
                    count: resources.gpu.or(resources.cpu).into(),
                })
                .into(),
            env: environment.env,
            secret_env_names: environment.secret_env_names,
            labels: labels.into(),
            unsecure_http: common.unsecure_http.into(),
            volumes: volume::read(common.volumes, None),
        }
    }
}

/// Findings about everything in `attributes` that is not repeated because it looks like a secret.
pub fn hidden(attributes: &Tree) -> Vec<Found> {
    let mut found = Vec::new();
    let names = attributes.get("secret_env_names").as_items();
    for name in names.into_iter().flatten().filter_map(Tree::as_str) {
        found.push(Found::secret(&format!("env[{name:?}]")));
    }
    walk(attributes, &mut String::new(), &mut found);
    found
}

fn walk(tree: &Tree, path: &mut String, found: &mut Vec<Found>) {
    let length = path.len();
    match tree {
        Tree::String(text) if text == SECRET => found.push(Found::secret(path)),
        Tree::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                walk(item, path, found);
                path.truncate(length);
            }
        }
        Tree::Map(members) => {
            for (name, member) in members {
                let dot = if length == 0 { "" } else { "." };
                path.push_str(&format!("{dot}{name}"));
                walk(member, path, found);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

fn text(given: Option<&String>) -> Value<String> {
    withheld::member(given.map(String::as_str), &Value::Null)
}

fn image(reference: &str) -> Value<String> {
    let given = Some(reference).filter(|reference| !reference.is_empty());
    given.map(|image| withheld::image(image, None)).into()
}

fn command(command: &[String]) -> Value<Vec<String>> {
    let given = (!command.is_empty()).then(|| withheld::arguments(command, None));
    given.into()
}

fn keys(keys: &[String]) -> Value<Vec<String>> {
    (!keys.is_empty()).then(|| keys.to_vec()).into()
}
