//! Estate → artefacts.
//!
//! [`Session`] is the entry: it checks the choices once, gives every workload a name, and then renders workload by workload,
//! so that ten thousand of them need no more memory than one. `lower` turns a workload into Kubernetes [`objects`], once, for
//! every target that speaks Kubernetes; a [`Target`] only decides how objects become files.
//!
//! A new target is one folder and two lines below. No IO, no clock, no randomness: the same estate and the same choices give
//! the same bytes.

mod accumulated;
mod alerts;
mod artefact;
mod dashboard;
mod decisions;
mod format;
mod kubernetes;
mod lower;
mod naming;
pub mod objects;
mod part;
mod problem;
mod profile;
mod report;
mod required;
mod session;
mod target;
mod urls;

pub use accumulated::Accumulated;
pub use artefact::Artefact;
pub use decisions::{AnswerForm, Decisions};
pub use format::Format;
pub use lower::findings::{FINDINGS, answer_form};
pub use naming::PriorNames;
pub use problem::{Problem, did_you_mean};
pub use profile::{
    Access, Authentication, Cache, Exposure, Gateway, GpuRollout, GpuTables, Ingress, JobChoices,
    JobStart, Keda, Kueue, KueueVersion, Monitoring, NetworkPolicy, NotebookChoices, Profile,
    Proxy, Push, QuotaForm, SecretChoices, SecretProvider, SourcePlatform, StoreKind, TokenForm,
    ToolImages, VolumeChoices,
};
pub use required::{RequiredKey, RequiredSecret};
pub use session::{Concluded, Rendered, RenderedHolding, Session};
pub use target::{Scope, Target};
pub use urls::UrlMove;

/// Every target, in the order documentation lists them.
pub const TARGETS: &[&dyn Target] = &[&kubernetes::Kubernetes];
