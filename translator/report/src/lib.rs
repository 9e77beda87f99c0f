//! Readiness: what would become of everything a project has on the platform if it left today.
//!
//! [`Assessment`] takes an estate, its graph and the findings of reading and rendering it, finding by finding, so that ten
//! thousand workloads need no more memory than their outcome. [`Readiness`] is that outcome: every selected object against
//! every [`Row`] of the vendor's reversibility policy, what stands in the way, what a person has to supply, and how much data
//! has to move; as values, as Markdown for people who decide, and as JSON for programs. No IO, no clock, no randomness.

mod acting;
mod assessment;
mod concern;
mod data;
mod dependencies;
mod endings;
mod findings;
mod json;
mod markdown;
mod noticed;
mod outcome;
mod placement;
mod readiness;
mod row;
mod usage;

pub use assessment::{Assessment, Made};
pub use data::{Data, DataGroup, DataKind};
pub use endings::Ending;
pub use findings::FINDINGS;
pub use json::JSON_FORMAT;
pub use placement::row_of;
pub use readiness::{
    Blocker, Decision, Difference, MOST_SHOWN, NOTHING_SELECTED, ObjectSummary, Readiness,
    RowSummary, SecretToCreate, Settled, Size, WantedAnswer,
};
pub use row::Row;
