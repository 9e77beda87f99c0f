//! Names, common labels and where an object came from.

use ovhai_model::{RunState, Task};

use super::{Lowering, findings};
use crate::{objects::Metadata, profile::Profile};

/// Prefix of our own labels and annotations.
pub(super) const PREFIX: &str = "ovhai.migration";
const MANAGED_BY: &str = "ovhai-exit";

/// Metadata of an object of the workload.
pub(super) fn metadata(lowering: &Lowering<'_>, name: String) -> Metadata {
    let mut metadata = namespaced(lowering.scope.profile, name);
    for (label, value) in [
        ("app.kubernetes.io/name", lowering.name),
        ("app.kubernetes.io/instance", lowering.name),
        (
            "app.kubernetes.io/component",
            lowering.workload.kind().as_str(),
        ),
    ] {
        metadata.labels.insert(label.into(), value.to_owned());
    }
    metadata
}

/// Metadata of an object in the profile's namespace.
pub(crate) fn namespaced(profile: &Profile, name: String) -> Metadata {
    Metadata {
        namespace: Some(profile.namespace.clone()),
        ..shared_metadata(name)
    }
}

/// Metadata of an object of the whole cluster.
pub(crate) fn shared_metadata(name: String) -> Metadata {
    Metadata {
        name,
        namespace: None,
        labels: [("app.kubernetes.io/managed-by".into(), MANAGED_BY.to_owned())].into(),
        annotations: [].into(),
    }
}

/// Findings about name and state.
pub(super) fn note(lowering: &mut Lowering<'_>) {
    let workload = lowering.workload;
    if lowering.name != workload.name {
        lowering.find(
            &findings::NAME_CHANGED,
            format!("the objects are named {}", lowering.name),
        );
    }
    match &workload.run {
        RunState::Running | RunState::Stopped | RunState::Finished => {}
        RunState::Failed => lowering.find(&findings::FAILED, "its state is a failure"),
        // A run waits whatever its state is, and says so.
        RunState::Other(_) if matches!(workload.task, Task::Batch(_)) => {}
        RunState::Other(state) => {
            lowering.find(&findings::STATE_UNKNOWN, format!("the state is {state:?}"));
        }
    }
}
