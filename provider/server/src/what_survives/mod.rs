//! What becomes of every member of the vendor's AI documents, proven by changing it.
//!
//! `test-fixtures/coverage/members.json` says it for each member, written by people. [`observed`] changes each member in every
//! fixture that has it, renders before and after, and so finds what really depends on it; `observed.json` beside the table is
//! that result. Tests compare both with the models and with each other, and [`guide`] prints them with a before and an after.
//! Nothing here runs in Terraform.

mod cases;
mod changes;
mod difference;
mod guide;
mod models;
mod snippet;
mod table;
mod trials;
mod walk;

pub use cases::{Case, Render, all_cases};
pub use difference::{Difference, Landing};
pub use guide::guide;
pub use models::Models;
pub use table::{Fate, Model, Row, Table};
pub use trials::{Example, Observed, observed};
pub use walk::{Occurrence, occurrences};
