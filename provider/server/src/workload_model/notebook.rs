//! Notebooks.

use std::collections::BTreeMap;

use ovhai_model::Workload;
use ovhai_platform::documents::{Notebook, NotebookSpec, NotebookStatus};
use terraform_plugin::{
    Schema, Tree, Value,
    value::{DecodeError, Element},
};

use crate::shown;

use super::{
    activity::StateInfo,
    job::JobStatus,
    origin::{self, Origin},
    specification::{EnvironmentVariable, Resources, Volume},
    spelling,
};

/// One notebook.
#[derive(Clone, Debug, Schema)]
pub struct NotebookModel {
    /// Identifier, a UUID.
    #[attr(computed)]
    pub id: Value<String>,
    #[attr(flatten)]
    pub details: NotebookDetails,
}

/// What is known of a notebook beside its id. Secret values are never told: they read `(secret)`.
#[derive(Clone, Debug, Schema)]
pub struct NotebookDetails {
    /// Display name; not unique.
    #[attr(computed)]
    pub name: Value<String>,
    /// Region code.
    #[attr(computed)]
    pub region: Value<String>,
    /// Framework and editor, which decide the image.
    #[attr(computed)]
    pub env: Value<NotebookEnvironment>,
    /// Environment variables in the platform's order.
    #[attr(computed)]
    pub env_vars: Value<Vec<EnvironmentVariable>>,
    /// Flavor, as far as the platform tells it outside of `resources`.
    #[attr(computed)]
    pub flavor: Value<String>,
    /// Labels, without the platform's own.
    #[attr(computed)]
    pub labels: Value<BTreeMap<String, String>>,
    /// Quantum processor attached.
    #[attr(computed)]
    pub quantum_resources: Value<QuantumResources>,
    /// Resources.
    #[attr(computed)]
    pub resources: Value<Resources>,
    /// What the platform does after a shutdown, `Restart` or `Stop`; its own choice.
    #[attr(computed)]
    pub shutdown: Value<String>,
    /// Public keys that may log in over SSH.
    #[attr(computed)]
    pub ssh_public_keys: Value<Vec<String>>,
    /// Whether it is started again when the platform's time limit is reached.
    #[attr(computed)]
    pub timeout_auto_restart: Value<bool>,
    /// Whether anyone may call the URL.
    #[attr(computed)]
    pub unsecure_http: Value<bool>,
    /// Volumes, in whichever of the API's three spellings the notebook has.
    #[attr(computed)]
    pub volumes: Value<Vec<Volume>>,
    /// State as the platform reports it, such as `RUNNING` or `STOPPED`.
    #[attr(computed)]
    pub state: Value<String>,
    /// Why it is in its state.
    #[attr(computed)]
    pub info: Value<StateInfo>,
    /// Run time in seconds.
    #[attr(computed)]
    pub duration: Value<i64>,
    /// Last start, RFC 3339.
    #[attr(computed)]
    pub last_started_at: Value<String>,
    /// Last stop, RFC 3339.
    #[attr(computed)]
    pub last_stopped_at: Value<String>,
    /// The job that runs it, or ran it last.
    #[attr(computed)]
    pub last_job_status: Value<JobStatus>,
    /// Storage of its workspace, which is kept while it is stopped.
    #[attr(computed)]
    pub workspace: Value<Workspace>,
    /// URL of the editor.
    #[attr(computed)]
    pub url: Value<String>,
    /// `host:port` for gRPC clients.
    #[attr(computed)]
    pub grpc_address: Value<String>,
    /// Address for SSH clients, `ssh://ID@HOST`.
    #[attr(computed)]
    pub ssh_url: Value<String>,
    /// Web page about it.
    #[attr(computed)]
    pub info_url: Value<String>,
    /// Dashboard.
    #[attr(computed)]
    pub monitoring_url: Value<String>,
    /// Kept copies of its workspace, sorted by id; null unless `include_backups` is true.
    #[attr(computed)]
    pub backups: Value<Vec<Backup>>,
    /// How long such copies are kept; null unless `include_backups` is true.
    #[attr(computed)]
    pub backup_retention: Value<BackupRetention>,
    #[attr(flatten)]
    pub origin: Origin,
}

/// Framework and editor of a notebook.
#[derive(Clone, Debug, Schema)]
pub struct NotebookEnvironment {
    /// Editor, such as `jupyterlab`.
    #[attr(computed)]
    pub editor_id: Value<String>,
    /// Framework, such as `pytorch`.
    #[attr(computed)]
    pub framework_id: Value<String>,
    /// Version of the framework; the newest if there is none (inferred).
    #[attr(computed)]
    pub framework_version: Value<String>,
}

/// A quantum processor.
#[derive(Clone, Debug, Schema)]
pub struct QuantumResources {
    /// Its flavor.
    #[attr(computed)]
    pub qpu_flavor_id: Value<String>,
}

/// Storage of a workspace.
#[derive(Clone, Debug, Schema)]
pub struct Workspace {
    /// Bytes that are free of charge.
    #[attr(computed)]
    pub storage_free: Value<i64>,
    /// Bytes in use.
    #[attr(computed)]
    pub storage_used: Value<i64>,
}

/// A kept copy of a workspace.
#[derive(Clone, Debug, Schema)]
pub struct Backup {
    /// Identifier.
    #[attr(computed)]
    pub id: Value<String>,
    /// When it was made, RFC 3339.
    #[attr(computed)]
    pub created_at: Value<String>,
    /// When the platform will delete it, RFC 3339.
    #[attr(computed)]
    pub eviction_date: Value<String>,
    /// Time of the last change, RFC 3339.
    #[attr(computed)]
    pub updated_at: Value<String>,
}

/// How long copies of a workspace are kept. The vendor's defaults are not documented.
#[derive(Clone, Debug, Schema)]
pub struct BackupRetention {
    /// How many copies are kept.
    #[attr(computed)]
    pub retained_number: Value<i64>,
    /// Age in days from which a copy at or past `lifetime_eviction_threshold` is deleted.
    #[attr(computed)]
    pub lifetime_in_days: Value<i64>,
    /// Place in the history from which age counts.
    #[attr(computed)]
    pub lifetime_eviction_threshold: Value<i64>,
}

impl NotebookModel {
    /// The Terraform value of `notebook`, which was read as `workload`.
    ///
    /// # Errors
    /// A member of another type than the API documents; such a document is not decodable in the first place.
    pub fn of(notebook: &Notebook, workload: &Workload) -> Result<Self, DecodeError> {
        let mut fields = spelling::status(notebook.status.as_ref(), NotebookStatus::MEMBERS);
        // Both have volumes; those of the status are identifiers of a run.
        fields.remove("volumes");
        fields.extend(spelling::specification(workload, NotebookSpec::MEMBERS));
        // The stable part leaves it out where `resources` says the same.
        let flavor = notebook.spec.flavor.as_ref();
        fields.entry("flavor".to_owned()).or_insert_with(|| {
            flavor.map_or(Tree::Null, |flavor| Tree::String(shown::address(flavor)))
        });
        let Notebook {
            created_at,
            updated_at,
            user,
            ..
        } = notebook;
        origin::put(
            &mut fields,
            workload,
            [created_at.as_ref(), updated_at.as_ref(), user.as_ref()],
        );
        Self::decode(Tree::Map(fields))
    }
}
