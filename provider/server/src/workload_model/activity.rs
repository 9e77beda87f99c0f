//! What happened to one workload: state changes, copies of its data.

use std::collections::BTreeMap;

use ovhai_platform::documents::Wire;
use terraform_plugin::{
    Schema, Tree, Value,
    value::{DecodeError, Element},
};

use super::spelling;

/// The members of a status that [`Activity`] is made of, in the API's spelling.
const MEMBERS: &[&str] = &["dataSync", "history", "lastJobStatus", "volumes"];

/// Why something is in its state.
#[derive(Clone, Debug, Schema)]
pub struct StateInfo {
    /// For machines, such as `JOB_IMAGE_PULL`.
    #[attr(computed)]
    pub code: Value<String>,
    /// For people; what looks like a secret reads `(secret)`.
    #[attr(computed)]
    pub message: Value<String>,
}

/// What happened to a workload so far. Only told of single workloads: of many it would fill the state.
#[derive(Clone, Debug, Schema)]
pub struct Activity {
    /// State changes as the platform lists them (oldest first, as far as seen).
    #[attr(computed)]
    pub history: Value<Vec<StateChange>>,
    /// Copies of volume data from storage and to it, as the platform lists them.
    #[attr(computed)]
    pub data_syncs: Value<Vec<DataSync>>,
    /// The volumes of the current or last run, with the ids that a copy can be asked for by.
    #[attr(computed)]
    pub mounted_volumes: Value<Vec<MountedVolume>>,
}

/// One state change.
#[derive(Clone, Debug, Schema)]
pub struct StateChange {
    /// When, RFC 3339.
    #[attr(computed)]
    pub date: Value<String>,
    /// The state entered.
    #[attr(computed)]
    pub state: Value<String>,
}

/// A volume of a run.
#[derive(Clone, Debug, Schema)]
pub struct MountedVolume {
    /// Identifier of the run's copy.
    #[attr(computed)]
    pub id: Value<String>,
    /// Absolute path in the container.
    #[attr(computed)]
    pub mount_path: Value<String>,
    /// Identifier for asking for a copy of this volume alone.
    #[attr(computed)]
    pub user_volume_id: Value<String>,
}

/// One copy of volume data.
#[derive(Clone, Debug, Schema)]
pub struct DataSync {
    /// Identifier, a UUID.
    #[attr(computed)]
    pub id: Value<String>,
    /// `pull` from storage or `push` to it.
    #[attr(computed)]
    pub direction: Value<String>,
    /// Whether a person asked for it.
    #[attr(computed)]
    pub manual: Value<bool>,
    /// The only volume that is copied, by its `user_volume_id`; none means all.
    #[attr(computed)]
    pub volume: Value<String>,
    /// State, such as `RUNNING` or `DONE`.
    #[attr(computed)]
    pub state: Value<String>,
    /// Why it is in its state.
    #[attr(computed)]
    pub info: Value<StateInfo>,
    /// Creation time, RFC 3339.
    #[attr(computed)]
    pub created_at: Value<String>,
    /// When it was queued, RFC 3339.
    #[attr(computed)]
    pub queued_at: Value<String>,
    /// When it began, RFC 3339.
    #[attr(computed)]
    pub started_at: Value<String>,
    /// When it ended, RFC 3339.
    #[attr(computed)]
    pub ended_at: Value<String>,
    /// Time of the last change, RFC 3339.
    #[attr(computed)]
    pub updated_at: Value<String>,
    /// How far it is, by volume.
    #[attr(computed)]
    pub progress: Value<Vec<Progress>>,
}

/// How far the copy of one volume is; counts are files.
#[derive(Clone, Debug, Schema)]
pub struct Progress {
    /// Identifier, a UUID.
    #[attr(computed)]
    pub id: Value<String>,
    /// Which volume, in the platform's words.
    #[attr(computed)]
    pub info: Value<String>,
    /// `pull` from storage or `push` to it.
    #[attr(computed)]
    pub direction: Value<String>,
    /// State, such as `DONE` or `INVALID_CREDENTIALS`.
    #[attr(computed)]
    pub state: Value<String>,
    /// Files in all.
    #[attr(computed)]
    pub total: Value<i64>,
    /// Files handled.
    #[attr(computed)]
    pub processed: Value<i64>,
    /// Files done.
    #[attr(computed)]
    pub completed: Value<i64>,
    /// Files left as they were.
    #[attr(computed)]
    pub skipped: Value<i64>,
    /// Files deleted.
    #[attr(computed)]
    pub deleted: Value<i64>,
    /// Files failed.
    #[attr(computed)]
    pub failed: Value<i64>,
    /// Bytes moved.
    #[attr(computed)]
    pub transferred_bytes: Value<i64>,
    /// Estimated seconds left; the vendor calls it deprecated.
    #[attr(computed)]
    pub eta: Value<i64>,
    /// Creation time, RFC 3339.
    #[attr(computed)]
    pub created_at: Value<String>,
    /// Time of the last change, RFC 3339.
    #[attr(computed)]
    pub updated_at: Value<String>,
}

impl Activity {
    /// What `status` tells.
    ///
    /// # Errors
    /// A member of another type than the API documents; such a document is not decodable in the first place.
    pub fn of(status: Option<&impl Wire>) -> Result<Self, DecodeError> {
        Self::of_fields(spelling::status(status, MEMBERS))
    }

    /// What the status of a notebook tells, whose state changes are those of the job that runs it.
    ///
    /// # Errors
    /// As [`Activity::of`].
    pub fn of_notebook(status: Option<&impl Wire>) -> Result<Self, DecodeError> {
        let mut fields = spelling::status(status, MEMBERS);
        if let Some(Tree::Map(mut job)) = fields.remove("last_job_status") {
            fields.insert(
                "history".to_owned(),
                job.remove("history").unwrap_or_default(),
            );
        }
        Self::of_fields(fields)
    }

    fn of_fields(mut fields: BTreeMap<String, Tree>) -> Result<Self, DecodeError> {
        let mut take = |name: &str| match fields.remove(name) {
            // Absent and empty mean the same here.
            None | Some(Tree::Null) => Vec::new(),
            Some(Tree::List(items)) => items,
            Some(other) => vec![other],
        };
        let data_syncs = take("data_sync").into_iter().map(flat).collect();
        Self::decode(Tree::map([
            ("history", Tree::List(take("history"))),
            ("mounted_volumes", Tree::List(take("volumes"))),
            ("data_syncs", Tree::List(data_syncs)),
        ]))
    }
}

/// A synchronisation with what is below `spec` and `status` beside its other members; the API has no name twice.
fn flat(sync: Tree) -> Tree {
    let Tree::Map(mut members) = sync else {
        return sync;
    };
    for part in ["spec", "status"] {
        if let Some(Tree::Map(inner)) = members.remove(part) {
            members.extend(inner);
        }
    }
    Tree::Map(members)
}
