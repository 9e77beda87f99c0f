//! Jobs.

use std::collections::BTreeMap;

use ovhai_model::Workload;
use ovhai_platform::documents::{self, Job, JobSpec};
use terraform_plugin::{
    Schema, Tree, Value,
    value::{DecodeError, Element},
};

use super::{
    activity::StateInfo,
    origin::{self, Origin},
    specification::{EnvironmentVariable, Resources, Volume},
    spelling,
};

/// One job.
#[derive(Clone, Debug, Schema)]
pub struct JobModel {
    /// Identifier, a UUID.
    #[attr(computed)]
    pub id: Value<String>,
    #[attr(flatten)]
    pub details: JobDetails,
}

/// What is known of a job beside its id. Secret values are never told: they read `(secret)`.
#[derive(Clone, Debug, Schema)]
pub struct JobDetails {
    /// Display name; not unique.
    #[attr(computed)]
    pub name: Value<String>,
    /// Region code.
    #[attr(computed)]
    pub region: Value<String>,
    /// Container image, or `id:version` of a catalogue image.
    #[attr(computed)]
    pub image: Value<String>,
    /// Command that replaces the image's default.
    #[attr(computed)]
    pub command: Value<Vec<String>>,
    /// Environment variables in the platform's order.
    #[attr(computed)]
    pub env_vars: Value<Vec<EnvironmentVariable>>,
    /// Labels, without the platform's own.
    #[attr(computed)]
    pub labels: Value<BTreeMap<String, String>>,
    /// Container port behind the URL; the platform's default is 8080.
    #[attr(computed)]
    pub default_http_port: Value<i64>,
    /// Container port behind the gRPC address.
    #[attr(computed)]
    pub grpc_port: Value<i64>,
    /// Whether anyone may call the URL.
    #[attr(computed)]
    pub unsecure_http: Value<bool>,
    /// Partner whose licensed image is used.
    #[attr(computed)]
    pub partner_id: Value<String>,
    /// User who may reach the job beside its owner (inferred).
    #[attr(computed)]
    pub read_user: Value<String>,
    /// Resources.
    #[attr(computed)]
    pub resources: Value<Resources>,
    /// What the platform does after a shutdown, `Restart` or `Stop`; its own choice.
    #[attr(computed)]
    pub shutdown: Value<String>,
    /// Public keys that may log in over SSH.
    #[attr(computed)]
    pub ssh_public_keys: Value<Vec<String>>,
    /// Seconds it may run; without it the platform's seven days hold.
    #[attr(computed)]
    pub timeout: Value<i64>,
    /// Whether it is started again when the time is up.
    #[attr(computed)]
    pub timeout_auto_restart: Value<bool>,
    /// Volumes, in whichever of the API's three spellings the job has.
    #[attr(computed)]
    pub volumes: Value<Vec<Volume>>,
    #[attr(flatten)]
    pub status: JobStatus,
    #[attr(flatten)]
    pub origin: Origin,
}

/// How a run goes, or went.
#[derive(Clone, Debug, Schema)]
pub struct JobStatus {
    /// State as the platform reports it, such as `RUNNING` or `DONE`.
    #[attr(computed)]
    pub state: Value<String>,
    /// Why it is in its state.
    #[attr(computed)]
    pub info: Value<StateInfo>,
    /// Exit code of the container, once it has ended.
    #[attr(computed)]
    pub exit_code: Value<i64>,
    /// Run time in seconds.
    #[attr(computed)]
    pub duration: Value<i64>,
    /// When it was queued, RFC 3339.
    #[attr(computed)]
    pub queued_at: Value<String>,
    /// When copying data in began, RFC 3339.
    #[attr(computed)]
    pub initializing_at: Value<String>,
    /// When it started, RFC 3339.
    #[attr(computed)]
    pub started_at: Value<String>,
    /// When it stopped, RFC 3339.
    #[attr(computed)]
    pub stopped_at: Value<String>,
    /// When copying data out ended, RFC 3339.
    #[attr(computed)]
    pub finalized_at: Value<String>,
    /// When its time is up, RFC 3339.
    #[attr(computed)]
    pub timeout_at: Value<String>,
    /// Time of the last state change, RFC 3339.
    #[attr(computed)]
    pub last_transition_date: Value<String>,
    /// URL of its HTTP port.
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
    /// Address inside the platform's cluster.
    #[attr(computed)]
    pub ip: Value<String>,
    /// Address seen from outside.
    #[attr(computed)]
    pub external_ip: Value<String>,
}

impl JobModel {
    /// The Terraform value of `job`, which was read as `workload`.
    ///
    /// # Errors
    /// A member of another type than the API documents; such a document is not decodable in the first place.
    pub fn of(job: &Job, workload: &Workload) -> Result<Self, DecodeError> {
        let mut fields = spelling::status(job.status.as_ref(), documents::JobStatus::MEMBERS);
        // Both have volumes; those of the status are identifiers of a run.
        fields.remove("volumes");
        fields.extend(spelling::specification(workload, JobSpec::MEMBERS));
        let Job {
            created_at,
            updated_at,
            user,
            ..
        } = job;
        origin::put(
            &mut fields,
            workload,
            [created_at.as_ref(), updated_at.as_ref(), user.as_ref()],
        );
        Self::decode(Tree::Map(fields))
    }
}
