//! Why a transfer in a cluster did not come to its end.

/// A shard that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedShard {
    /// Its index.
    pub index: u32,
    /// The last lines of its last pod, redacted; or why there are none.
    pub words: String,
}

/// Why a transfer in a cluster did not come to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The cluster does not take an object, or lacks a right for it. Nothing was left behind.
    #[error("the cluster refuses to {what}: {words}")]
    Refused {
        /// What was to be done.
        what: String,
        /// The server's words, redacted.
        words: String,
    },
    /// It was not reached for longer than patience lasts. What runs there goes on.
    #[error(
        "the cluster {cluster} did not answer for {seconds} s ({problem}); what runs there goes on, apply again to follow it"
    )]
    Unreachable {
        /// The cluster's name.
        cluster: String,
        /// For how long.
        seconds: u64,
        /// The last failure, without any credential.
        problem: String,
    },
    /// Somebody else's object has the name.
    #[error(
        "the Job {name} in the namespace {namespace} is not of this export; remove it there or choose another namespace"
    )]
    Foreign {
        /// The Job.
        name: String,
        /// Its namespace.
        namespace: String,
    },
    /// Somebody removed the Job while it ran.
    #[error(
        "the Job {name} was removed from the cluster before its end; apply again to start it anew"
    )]
    Gone {
        /// The Job.
        name: String,
    },
    /// No pod of it came to run.
    #[error("no pod of the Job {name} could be started in {seconds} s: {words}")]
    Stuck {
        /// The Job.
        name: String,
        /// How long was waited.
        seconds: u64,
        /// What pods and events say, redacted.
        words: String,
    },
    /// Shards failed, each as often as it was tried.
    #[error("{} of {shards} shards failed", failed.len())]
    Failed {
        /// How many there were.
        shards: u32,
        /// Those that failed.
        failed: Vec<FailedShard>,
        /// What the Job says of itself.
        words: String,
    },
}
