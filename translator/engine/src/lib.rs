//! A repository in, a rewritten repository and an account out. Nothing here opens a file: see [`repository`].
//!
//! # The way of a run
//!
//! 1. [`survey`]: each file alone. The [`census`] scans its bytes for the published patterns; the parser gives facts (blocks,
//!    references) and claims, so that every hit of the census belongs to exactly one claim. Trees are not kept.
//! 2. [`index`]: all surveys together. Which folder declares what, who refers to it, which module calls which.
//! 3. [`decide`]: every block that declares something of the vendor's is a *subject*. Its [mapping](mappings), or its row in
//!    the [`catalogue`], lowers it to a call of a *noun*, a neutral module, or to nothing but inputs. Then references decide:
//!    what stays keeps what it refers to, until nothing changes any more.
//! 4. [`rewrite`]: edits by span and new files, as data. One block of the vendor's becomes one module call, so that `count`,
//!    `for_each`, indexes and splats keep their meaning; references follow; new variables are passed on up to the roots; the
//!    state forgets what leaves and destroys nothing.
//!    Scripts that start workloads get manifests beside them.
//! 5. [`account`]: what became of every claim. found = rewritten + removed + kept + refused.
//! 6. [`verify`]: the edits are made in memory and the census runs again. It must find exactly what the account says stays.
//! 7. [`report`]: findings, edits, occurrences, as the published JSON.
//!
//! A run makes the changes of one [phase](Phase): the state moves away from the platform, then the code becomes neutral, then
//! the vendor's providers go. What a state or a plan says is [`evidence`]: joined with the code, and asked before the last phase.
//!
//! # Adding a type
//!
//! * A type that needs no conversion: `noun` and `fates` in its row of `data/types.jsonl`. Nothing else. `sets` are arguments
//!   that are the same for every block, `review` is what a person should check of the result, `inputs` say what takes the
//!   place of attributes that the module does not put out. Nested blocks and `dynamic` become lists of objects by themselves
//!   (`to`) or one object (`one`); a `secret` goes along only as a reference. What the module requires and the block does not
//!   say becomes a variable as the module describes it.
//! * A type that nothing takes the place of by itself: `inputs` without `noun`. The block goes, with a finding that says its
//!   target, notes and `advice`. A data source needs no row entry at all: it goes, and what is read becomes variables.
//! * A type that needs code: a folder in [`mappings`] and two lines in its list. Start from `cloud_project_kube_nodepool`.
//! * A type that goes, of which a person supplies what was read: `inputs` in its row. Nothing else. Data sources of what is
//!   made elsewhere are such types, even where the resource of the same name has code ([`mappings::Mapping::kinds`]).
//! * A type that lies within another object on the new platform (a user of a database): [`mappings::Target::Member`]. Modules
//!   that have the same kind of thing within them name the argument alike, so that a mapping need not know which it is.
//! * A new noun: a Terraform module in `data/profiles/kubernetes/modules/<noun>/` and its files in `profile/kubernetes.rs`.
//!   What several modules share is a folder under `parts/`, listed in `profile.json`: a database engine is one file of what is
//!   particular to it, the chart of what its operator is asked for, and a row in `mappings/cloud_project_database/engines.rs`.
//!   Its variables are what mappings may set; its outputs are what references may read. Name outputs like the attributes of
//!   the old type where their meaning is the same: then references of any shape follow without a rule.
//! * Cases: `test-fixtures/translator/<name>/input/…`; `UPDATE_GOLDEN=1` writes what is expected. Every law is checked on
//!   every case: a second run changes nothing, bytes outside of edits stay, comments survive, the account adds up, the result
//!   parses, no reference dangles, the same bytes on every run.
//! * A case may have a file `options.json` with a phase, types to leave out, and states or plans beside it.
//! * Findings: [`finding`] for what the engine raises; a mapping declares its own kinds beside its code and lists them in
//!   [`mappings::Mapping::findings`].

pub mod account;
pub mod catalogue;
pub mod census;
pub mod decide;
pub mod downloaded;
pub mod error;
pub mod evidence;
pub mod finding;
pub mod index;
pub mod input;
pub mod lower;
pub mod mappings;
mod naming;
pub mod options;
pub mod profile;
pub mod report;
pub mod repository;
pub mod rewrite;
mod scripts;
pub mod survey;
mod translate;
pub mod vendor;
pub mod verify;
pub mod workers;

pub use error::Error;
pub use evidence::Evidence;
pub use index::Index;
pub use options::{Options, Phase};
pub use profile::Profile;
pub use report::Report;
pub use repository::{InMemory, Repository};
pub use translate::{Outcome, findings, translate, translate_with};
pub use workers::Workers;
