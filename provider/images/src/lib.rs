//! Container images, copied between registries and OCI image layouts, every byte verified on the way.
//!
//! Copying has two halves that never mix. [`resolve`] looks at the sources, changes nothing, and answers what an image
//! consists of ([`Graph`]); [`Plan::new`] is a pure function from graphs and a [`Destination`] to what will lie where: a
//! value that can be kept, compared and shown. [`run`] does what a plan says, and nothing else: each distinct blob once per
//! destination, manifests before the indexes that name them, tags last. What was interrupted goes on where it stopped, by
//! what the destination has and by a [`Journal`]. [`verify`] asks afterwards, without trusting any of it.
//!
//! [`look`] makes a plan of names as people write them, [`survey`] asks for copies of another day, [`remove`] takes them back.
//!
//! Whatever of an image is not copied is named in [`LeftOut`] with its reason. Knows no Terraform and no platform.

mod copy;
mod credentials;
mod digest;
mod error;
mod graph;
mod layout;
mod media;
mod place;
mod plan;
mod registry;
mod request;
#[cfg(feature = "testing")]
pub mod testing;

pub use copy::{
    Copied, Event, Failed, Journal, Limits, NoJournal, Observer, Outcome, Problem, Proof, Quiet,
    Session, run, verify,
};
pub use credentials::{Credential, Credentials};
pub use digest::{ContentDigest, Hasher, hashing};
pub use error::Error;
pub use graph::{Bounds, Graph, LeftOut, Node, Platform, Reason, Related, Selection, resolve};
pub use layout::{Layout, LayoutProblem};
pub use media::{Descriptor, MediaKind};
pub use ovhai_http::{Clock, RetryPolicy, Secret, SystemClock};
pub use place::{Place, Places, Source};
pub use plan::{Destination, Naming, Plan, PlannedBlob, PlannedImage, PlannedManifest};
pub use registry::{BlobReader, Manifest, Options, Registry, Repository, Upload};
pub use request::{
    Copy, Depth, Looked, Origin, Removed, Request, Stored, look, names_in, remove, survey,
};
