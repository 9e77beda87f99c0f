//! Runs that nobody waits for.

use ovhai_jobs::RCLONE;
use terraform_plugin::Diagnostics;

use super::{
    super::{DataOptions, model::DataOnCluster},
    FAILED, FINISHED, RUNNING, of,
};
use crate::{
    platform::Platform,
    select::Select,
    transfer_resource::{TransferModel, cluster},
};

/// What state says of a run that was left alone, as it is now; `Some(true)` if there is one.
pub async fn refresh(
    platform: &Platform,
    state: &mut TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<bool> {
    let Some(on) = of(&state.options).cloned() else {
        return Some(false);
    };
    let Some(before) = state.options.run.get().cloned() else {
        return Some(false);
    };
    if !before.starts_with(RUNNING) {
        return Some(true);
    }
    let Some((namespace, name)) = named(&on, state, diagnostics) else {
        return Some(true);
    };
    let Some(runner) = on.run.runner(platform, diagnostics).await? else {
        return Some(true);
    };
    let status = match runner.look(&namespace, &name).await {
        Ok(Some(look)) => match &look.end {
            None => format!("{RUNNING}: {}", look.line()),
            Some(ovhai_jobs::End::Complete) => FINISHED.to_owned(),
            Some(ovhai_jobs::End::Failed(words)) => {
                diagnostics.warning(
                    "The transfer in the cluster failed",
                    format!(
                        "{}\n\nApplying starts it again; what is there is not copied again.",
                        look.told(words)
                    ),
                );
                format!("{FAILED}: {}", look.line())
            }
        },
        Ok(None) => format!("{FAILED}: the Job is not in the cluster any more"),
        Err(error) => {
            diagnostics.warning(
                "How far the transfer in the cluster is, is not known",
                error.detail(),
            );
            before
        }
    };
    state.options.run = status.into();
    Some(true)
}

/// Ends what still runs.
pub async fn stop(
    platform: &Platform,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) {
    let Some(on) = of(&state.options).cloned() else {
        return;
    };
    if on.run.manifests().is_some() || state.options.run.is_null() {
        return;
    }
    let Some((namespace, name)) = named(&on, state, diagnostics) else {
        return;
    };
    if let Some(Some(runner)) = on.run.runner(platform, diagnostics).await
        && let Err(error) = runner.clean(&namespace, &name).await
    {
        cluster::tell(&error, diagnostics);
    }
}

/// Namespace and name of the Job.
pub(super) fn named(
    on: &DataOnCluster,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<(String, String)> {
    let selection = Select::selection(&state.select, diagnostics)?;
    let service = state.service_name.as_deref().unwrap_or("");
    let export = cluster::export_of("data", service, state, &selection);
    let settings = on.run.settings("data", export, RCLONE);
    Some((settings.namespace.clone(), settings.name()))
}
