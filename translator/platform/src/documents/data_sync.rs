//! Data synchronisations.

use super::{
    Info,
    declare::{document, open_enum},
};

document! {
    /// One synchronisation.
    pub struct DataSync {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Identifier, a UUID.
        pub id: Option<String> = "id",
        /// What was asked for.
        pub spec: Option<DataSyncSpec> = "spec",
        /// How far it is.
        pub status: Option<DataSyncStatus> = "status",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
    }
}

document! {
    /// What to synchronise; body of `POST …/datasync`.
    pub struct DataSyncSpec {
        /// From storage or to it.
        pub direction: Option<DataSyncDirection> = "direction",
        /// A person asked for it.
        pub manual: Option<bool> = "manual",
        /// Only this volume, by its user volume id.
        pub volume: Option<String> = "volume",
    }
}

document! {
    /// How far a synchronisation is.
    pub struct DataSyncStatus {
        /// End, RFC 3339.
        pub ended_at: Option<String> = "endedAt",
        /// Explanation of the state.
        pub info: Option<Info> = "info",
        /// Progress per volume.
        pub progress: Vec<Progress> = "progress",
        /// When it was queued, RFC 3339.
        pub queued_at: Option<String> = "queuedAt",
        /// Start, RFC 3339.
        pub started_at: Option<String> = "startedAt",
        /// State.
        pub state: Option<DataSyncState> = "state",
    }
}

document! {
    /// Progress of one volume; counts are files.
    pub struct Progress {
        /// Files done.
        pub completed: Option<i64> = "completed",
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Files deleted.
        pub deleted: Option<i64> = "deleted",
        /// From storage or to it.
        pub direction: Option<DataSyncDirection> = "direction",
        /// Estimated seconds left; deprecated.
        pub eta: Option<i64> = "eta",
        /// Files failed.
        pub failed: Option<i64> = "failed",
        /// Identifier, a UUID.
        pub id: Option<String> = "id",
        /// Which volume.
        pub info: Option<String> = "info",
        /// Files handled.
        pub processed: Option<i64> = "processed",
        /// Files left as they were.
        pub skipped: Option<i64> = "skipped",
        /// State.
        pub state: Option<DataSyncProgressState> = "state",
        /// Files in all.
        pub total: Option<i64> = "total",
        /// Bytes moved.
        pub transferred_bytes: Option<i64> = "transferredBytes",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
    }
}

open_enum! {
    /// Direction of a synchronisation (`DataSyncEnum`).
    pub enum DataSyncDirection {
        /// From storage to the workload.
        Pull = "pull",
        /// From the workload to storage.
        Push = "push",
    }
}

open_enum! {
    /// State of a synchronisation.
    pub enum DataSyncState {
        Done = "DONE",
        Error = "ERROR",
        Failed = "FAILED",
        Interrupted = "INTERRUPTED",
        Queued = "QUEUED",
        Running = "RUNNING",
    }
}

open_enum! {
    /// State of one volume's synchronisation.
    pub enum DataSyncProgressState {
        Done = "DONE",
        Error = "ERROR",
        Failed = "FAILED",
        Forbidden = "FORBIDDEN",
        Interrupted = "INTERRUPTED",
        InvalidCredentials = "INVALID_CREDENTIALS",
        NotFound = "NOT_FOUND",
        Queued = "QUEUED",
        Running = "RUNNING",
        TransientError = "TRANSIENT_ERROR",
        UnknownError = "UNKNOWN_ERROR",
    }
}
