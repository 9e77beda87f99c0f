//! Kubernetes clusters: proving that an exit will be accepted, before it is needed.
//!
//! Two proofs, neither of which changes anything. [`Checker`] needs no cluster: built-in kinds go through their published
//! types, so that a misspelt or misplaced field is found, and through the rules of API validation that types cannot say;
//! known custom resources through their required members. [`Prover`] asks a cluster: every object as a strict server-side
//! apply with `dryRun=All`, which runs validation and admission and stores nothing.
//!
//! What neither can say is "not proven", never "accepted": an exit that was only hoped to work is the thing this crate is
//! against. Knows no Terraform and no platform; messages of a cluster go through a redaction that the caller gives.

mod check;
mod cluster;
mod error;
mod findings;
mod object;
#[cfg(feature = "testing")]
pub mod testing;
mod verdict;

pub use check::Checker;
pub use cluster::{Cluster, Connection, FIELD_MANAGER, Prover, Secret, words_of};
pub use error::Error;
pub use findings::FINDINGS;
pub use object::Object;
pub use verdict::{Outcome, Reason, Redact, Validation, Verdict};
