//! Exports: turning an estate into files that stay true.
//!
//! An export kind produces artefacts from an estate; this crate plans them (paths and digests, nothing written), writes them
//! so that a killed run can be resumed, compares a destination with its journal, and removes what the journal owns. It
//! reaches disks only through the [`Files`] port and knows neither the vendor's API nor Terraform's protocol.

mod claim;
pub mod data;
mod destination;
mod disk;
mod error;
mod files;
mod found;
mod journal;
pub mod kinds;
mod local_path;
mod place;
mod plan;
pub mod progress;
mod proof;
mod remove;
mod stage;
mod survey;
mod write;

pub use claim::{Claim, Claimant, claim, refuse_foreign};
pub use destination::{Destination, DestinationError};
pub use disk::Disk;
pub use error::Error;
pub use files::{Files, Metadata};
pub use journal::{Identity, Journal, JournalFile, Phase, fresh_id};
pub use plan::{
    Artefact, Edit, ExportKind, ExportPlan, Input, PlannedFile, PlannedWorkload, PriorNames,
    Problem, Produce, ProduceError, Produced, Sink,
};
pub use proof::{Mode, Proof, Validation};
pub use remove::{Removal, remove};
pub use survey::{FileState, OnLocalChange, Survey, Verify, survey};
pub use write::{Write, Written, check, write};
