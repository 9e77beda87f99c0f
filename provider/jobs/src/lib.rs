//! Transfers that run in a cluster, so that their bytes do not pass through the machine that asks for them.
//!
//! [`render`] turns a transfer into two objects, a ConfigMap and an Indexed Job with one index for each shard; it is pure, and the same
//! transfer gives the same bytes. [`Runner`] applies them, follows the Job, collects what each shard says, and removes both. A Job that an
//! interrupted run left is found by its name, which is made of what the transfer is, and taken over if it does what is asked for.
//!
//! No secret is in any of the objects: containers get them from Secrets of the cluster that the user names. Knows no Terraform and no
//! platform; words of a cluster and of its pods go through a redaction that the caller gives.

mod error;
mod render;
mod run;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::{Error, FailedShard};
pub use render::{
    Copies, Copying, DataPlace, Destination, Images, Objects, Pair, Reach, Remote, SecretReference,
    Settings, Toleration, data, folders_that_fit, images,
};
pub use run::{Begun, Collected, End, Look, Pace, Runner, ShardResult, Watcher};

/// The copier of objects that is used unless another is named.
pub const RCLONE: &str = "docker.io/rclone/rclone:1.75.2";
/// The copier of images that is used unless another is named.
pub const SKOPEO: &str = "quay.io/skopeo/stable:v1.18.0";
