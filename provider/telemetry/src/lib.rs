//! What a platform observed, taken out of it: log lines and metrics.
//!
//! [`logs`] reads a log whose pages nobody documents to its end, keeps it in files of JSON lines in which no line is lost and
//! none doubled over any number of runs, and pushes those files to Loki. [`metrics`] reads what applications expose, keeps it with
//! its times as OpenMetrics text, and sends it by remote write.

mod digest;
mod error;
pub mod logs;
pub mod metrics;
mod partial;
mod receiver;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::Error;
pub use ovhai_http::{Clock, RetryPolicy, Secret, SystemClock};
pub use receiver::{Account, Receiver};
