//! The attributes of a notebook, from and to the platform's documents.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_platform::documents::{
    self, FlavorType, Notebook, NotebookEnv, NotebookSpecInput, WorkspaceBackupRetentionPolicy,
};
use terraform_plugin::{Schema, Timeouts, Value};

use crate::{
    managed::workload::{
        changed::{fill, stored},
        compute::{Counting, Resources},
        environment::Environment,
        labels, no_items, no_members,
        volume::{self, Volume},
        withheld,
        work::{Kind, Run},
    },
    shown,
};

/// An AI Notebook: an editor in a browser, with a workspace that is kept while it is stopped.
///
/// The platform takes nothing but labels and the retention of backups while a notebook runs. What else changes fails the plan
/// unless `allow_restart` is true or the notebook is stopped (`running = false`): a restart ends what runs in it. Framework,
/// editor, region and variables cannot be changed at all and replace the notebook; the workspace does not move to the new one.
///
/// Destroying stops the notebook first and deletes its backups; the copy of its workspace in the project's object storage
/// stays. How a notebook does is in the data source `ovhai_notebook`.
#[derive(Clone, Debug, Schema)]
pub struct NotebookModel {
    /// Identifier, a UUID.
    #[attr(computed)]
    pub id: Value<String>,
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed, plan(requires_replace))]
    pub service_name: Value<String>,
    /// Display name; not unique. Default: the platform's choice.
    #[attr(optional, computed)]
    pub name: Value<String>,
    /// Region code, such as `GRA`.
    #[attr(required, plan(requires_replace))]
    pub region: Value<String>,
    /// Framework and editor, which decide the image. (`env` holds variables; the data source calls this `env`, as the API does.)
    #[attr(required)]
    pub environment: Value<NotebookEnvironment>,
    #[attr(flatten)]
    pub variables: Environment,
    /// Labels. The platform's own, below `ovh/`, are not shown.
    #[attr(default = no_members())]
    pub labels: Value<BTreeMap<String, String>>,
    /// Resources.
    #[attr(required)]
    pub resources: Value<Resources>,
    /// Quantum processor to attach. Taking it away replaces the notebook.
    #[attr(optional)]
    pub quantum_resources: Value<QuantumResources>,
    /// Public keys that may log in over SSH.
    #[attr(default = no_items())]
    pub ssh_public_keys: Value<Vec<String>>,
    /// Whether it is started again when the platform's time limit is reached. Default false.
    #[attr(default = false)]
    pub timeout_auto_restart: Value<bool>,
    /// Whether anyone may call the URL; else it takes a login or a token. Default false.
    #[attr(default = false)]
    pub unsecure_http: Value<bool>,
    /// Volumes.
    #[attr(default = no_items())]
    pub volumes: Value<Vec<Volume>>,
    /// How long backups of the workspace are kept. Members that are left out, and all of them when this is left out, stay as they
    /// are: the vendor's defaults are not documented.
    #[attr(optional)]
    pub backup_retention: Value<BackupRetention>,
    /// Whether it should run. Starting and restarting count as running; having failed does not. Default true.
    #[attr(default = true)]
    pub running: Value<bool>,
    /// Whether a change may stop and start a running notebook. Default false.
    #[attr(default = false)]
    pub allow_restart: Value<bool>,
    /// What create and update wait for: `running`, or `none`. Default `running`.
    #[attr(default = "running", validate(one_of(&["running", "none"])))]
    pub wait_for: Value<String>,
    /// How long operations may take.
    #[attr(optional)]
    pub timeouts: Value<Timeouts>,
    /// URL of the editor.
    #[attr(computed)]
    pub url: Value<String>,
    /// `host:port` for gRPC clients.
    #[attr(computed)]
    pub grpc_address: Value<String>,
    /// Creation time, RFC 3339.
    #[attr(computed)]
    pub created_at: Value<String>,
    /// Name of the user that created it.
    #[attr(computed)]
    pub user: Value<String>,
}

/// Framework and editor.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct NotebookEnvironment {
    /// Framework, such as `pytorch`. Changing it replaces the notebook.
    #[attr(required)]
    pub framework_id: Value<String>,
    /// Version of the framework. Default: the newest when the notebook is made (inferred), and as it is later.
    #[attr(optional, computed)]
    pub framework_version: Value<String>,
    /// Editor, such as `jupyterlab`. Changing it replaces the notebook.
    #[attr(required)]
    pub editor_id: Value<String>,
}

/// A quantum processor.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct QuantumResources {
    /// Its flavor.
    #[attr(required)]
    pub qpu_flavor_id: Value<String>,
}

/// How long copies of a workspace are kept.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct BackupRetention {
    /// How many copies are kept.
    #[attr(optional, validate(at_least(1)))]
    pub retained_number: Value<i64>,
    /// Age in days from which a copy at or past `lifetime_eviction_threshold` is deleted.
    #[attr(optional, validate(at_least(1)))]
    pub lifetime_in_days: Value<i64>,
    /// Place in the history from which age counts.
    #[attr(optional, validate(at_least(0)))]
    pub lifetime_eviction_threshold: Value<i64>,
}

impl BackupRetention {
    /// The members of a live policy that the state has.
    pub fn read(live: &WorkspaceBackupRetentionPolicy, prior: &Self) -> Self {
        let member = |prior: Value<i64>, live: Option<i64>| match prior {
            Value::Null => Value::Null,
            Value::Known(_) | Value::Unknown => live.into(),
        };
        Self {
            retained_number: member(prior.retained_number, live.retained_number),
            lifetime_in_days: member(prior.lifetime_in_days, live.lifetime_in_days),
            lifetime_eviction_threshold: member(
                prior.lifetime_eviction_threshold,
                live.lifetime_eviction_threshold,
            ),
        }
    }

    /// What to send.
    pub fn request(&self) -> WorkspaceBackupRetentionPolicy {
        WorkspaceBackupRetentionPolicy {
            retained_number: self.retained_number.known(),
            lifetime_in_days: self.lifetime_in_days.known(),
            lifetime_eviction_threshold: self.lifetime_eviction_threshold.known(),
            ..WorkspaceBackupRetentionPolicy::default()
        }
    }
}

impl NotebookModel {
    /// The state of a live notebook; `prior` is the state before, and `declared` are names of variables declared secret. The
    /// retention of backups is as before.
    pub fn read(
        notebook: &Notebook,
        service: &str,
        declared: &BTreeSet<String>,
        prior: Option<&Self>,
    ) -> Self {
        let spec = &notebook.spec;
        let status = notebook.status.as_ref();
        let text = |live: Option<&String>, get: fn(&Self) -> &Value<String>| {
            let before = prior.map_or(Value::Null, |prior| get(prior).clone());
            withheld::member(live.map(String::as_str), &before)
        };
        let running = match notebook.run() {
            Run::Runs => true,
            Run::Rests | Run::Stopping | Run::Leaves => false,
            Run::Unclear => prior.is_none_or(|prior| prior.running.unwrap_or(true)),
        };
        let qpu = spec.quantum_resources.as_ref();
        let qpu = qpu.and_then(|quantum| quantum.qpu_flavor_id.clone());
        Self {
            id: notebook.id.clone().into(),
            service_name: service.into(),
            name: shown::managed(
                spec.name.as_deref(),
                prior.map_or(&Value::Null, |prior| &prior.name),
            ),
            region: spec.region.clone().into(),
            environment: spec
                .env
                .as_ref()
                .map(|env| NotebookEnvironment {
                    framework_id: env.framework_id.clone().into(),
                    framework_version: env.framework_version.clone().into(),
                    editor_id: env.editor_id.clone().into(),
                })
                .into(),
            variables: Environment::read(
                &spec.env_vars,
                declared,
                prior.map(|prior| &prior.variables),
            ),
            labels: labels::read(&spec.labels, prior.map(|prior| &prior.labels)),
            resources: spec.resources.as_ref().map(Resources::read).into(),
            quantum_resources: qpu
                .map(|qpu| QuantumResources {
                    qpu_flavor_id: qpu.into(),
                })
                .into(),
            ssh_public_keys: withheld::public_keys(&spec.ssh_public_keys),
            timeout_auto_restart: spec.timeout_auto_restart.unwrap_or(false).into(),
            unsecure_http: spec.unsecure_http.unwrap_or(false).into(),
            volumes: volume::read(&spec.volumes, prior.map(|prior| &prior.volumes)),
            backup_retention: prior.map_or(Value::Null, |prior| prior.backup_retention.clone()),
            running: running.into(),
            allow_restart: stored(prior.map(|prior| &prior.allow_restart), || false),
            wait_for: stored(prior.map(|prior| &prior.wait_for), || "running".to_owned()),
            timeouts: prior.map_or(Value::Null, |prior| prior.timeouts.clone()),
            url: status.and_then(|status| status.url.clone()).into(),
            grpc_address: status.and_then(|status| status.grpc_address.clone()).into(),
            created_at: notebook.created_at.clone().into(),
            user: text(notebook.user.as_ref(), |prior| &prior.user),
        }
    }

    /// Sets what the plan left open from a live notebook.
    pub fn fill(&mut self, live: &Self) {
        fill(&mut self.id, &live.id);
        fill(&mut self.service_name, &live.service_name);
        fill(&mut self.name, &live.name);
        fill(&mut self.url, &live.url);
        fill(&mut self.grpc_address, &live.grpc_address);
        fill(&mut self.created_at, &live.created_at);
        fill(&mut self.user, &live.user);
        fill(
            &mut self.variables.secret_env_names,
            &live.variables.secret_env_names,
        );
        if let (Value::Known(planned), Some(live)) = (&mut self.resources, live.resources.get()) {
            planned.fill(live);
        }
        if let (Value::Known(planned), Some(live)) = (&mut self.environment, live.environment.get())
        {
            fill(&mut planned.framework_version, &live.framework_version);
        }
    }

    /// The body of a create; the secret values are in `config`.
    pub fn request(
        &self,
        config: &Self,
        counting: Counting,
        kind: &FlavorType,
    ) -> NotebookSpecInput {
        let resources = self.resources.get();
        NotebookSpecInput {
            env: self.environment.get().map(|environment| NotebookEnv {
                editor_id: environment.editor_id.get().cloned(),
                framework_id: environment.framework_id.get().cloned(),
                framework_version: environment.framework_version.get().cloned(),
                ..NotebookEnv::default()
            }),
            env_vars: self.variables.all(&config.variables),
            labels: self.labels.get().cloned().unwrap_or_default(),
            name: self.name.get().cloned(),
            quantum_resources: self.quantum_resources.get().map(QuantumResources::request),
            region: self.region.get().cloned().unwrap_or_default(),
            resources: resources.map(|resources| resources.request(counting, kind)),
            ssh_public_keys: self.ssh_public_keys.get().cloned().unwrap_or_default(),
            timeout_auto_restart: self.timeout_auto_restart.known(),
            unsecure_http: self.unsecure_http.known(),
            // Hidden texts were refused while planning.
            volumes: volume::request(self.volumes.get().map_or(&[], Vec::as_slice), &[])
                .unwrap_or_default(),
            ..NotebookSpecInput::default()
        }
    }
}

impl QuantumResources {
    /// What to send.
    pub fn request(&self) -> documents::QuantumResources {
        documents::QuantumResources {
            qpu_flavor_id: self.qpu_flavor_id.get().cloned(),
            ..documents::QuantumResources::default()
        }
    }
}
