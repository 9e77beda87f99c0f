//! Objects of S3 and Swift and files of folders, copied to either, every byte verified on the way.
//!
//! [`run`] brings what a [`Source`] lists into a [`Target`] and writes a [manifest](Manifest): one line an object, in the
//! order of their names, with a digest of its own. The manifest of the last run is what the next one compares with, so a second
//! run asks for listings only and moves what changed. Listing, manifest and destination are all in the same order and are
//! walked side by side: memory depends on what is in flight, never on how many objects there are.
//!
//! What was interrupted goes on where it stopped, by a log that each object enters before and after it is put in its place, by
//! the parts of uploads that the destination acknowledged, and by the bytes of files that are already there. [`verify`] asks
//! afterwards, without trusting any of it; [`survey`] says beforehand what a run would move.

mod copy;
mod direct;
mod entry;
mod error;
mod exclude;
mod folder;
mod git;
mod hash;
mod journal;
mod limits;
mod manifest;
mod names;
mod place;
mod remote;
mod s3;
mod seal;
mod store;
mod swift;
#[cfg(feature = "testing")]
pub mod testing;
mod tree;

pub use copy::{
    COUNTED, Compared, Depth, Detail, Event, Failed, Inventory, Missing, Observer, Options,
    Outcome, Problem, Quiet, Removed, Summary, Survey, Verified, compare, inventory, remains,
    remove, run, survey, verify,
};
pub use entry::{Entry, Listed, Proof, Properties, Seen};
pub use error::Error;
pub use exclude::Exclude;
pub use folder::Folder;
pub use git::{Bundled, Git, Refs};
pub use hash::hashing;
pub use journal::{Journal, Restored};
pub use limits::Limits;
pub use manifest::{Header, Manifest, Trailer};
pub use names::key_of;
pub use ovhai_http::{Bandwidth, Clock, RetryPolicy, Secret, SystemClock};
pub use place::{Source, Target};
pub use remote::Connection;
pub use s3::{Bucket, BucketAt, Credential, folders};
pub use seal::{Seal, Sealed};
pub use swift::{Container, ContainerAt, Identity, Login, Project};
pub use tree::{Strange, Tree};
