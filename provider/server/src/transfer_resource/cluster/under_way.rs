//! Runs that nobody waits for: what state says of them, and ending them.

use terraform_plugin::Diagnostics;

use super::{ClusterRun, are_there, tell};
use crate::platform::Platform;

/// Begins the status of a run that goes on.
pub const RUNNING: &str = "running";
/// The status of one that waits to be collected.
const FINISHED: &str = "finished";
/// Begins the status of one that has to be started again.
const FAILED: &str = "failed";
/// Begins the status of objects that were written for a person to apply.
pub const WRITTEN: &str = "written";

/// A Job in the cluster.
#[derive(Clone, Debug)]
pub struct Named {
    pub namespace: String,
    pub name: String,
}

impl ClusterRun {
    /// Whether applying ends before the copy does.
    pub fn returns_early(&self) -> bool {
        !self.is_waiting() || self.manifests().is_some()
    }

    /// Whether what state says of a run needs nothing but time, or a person.
    pub fn is_under_way(&self, status: Option<&String>) -> bool {
        let status = status.map_or("", String::as_str);
        match self.manifests() {
            Some(folder) => status.starts_with(WRITTEN) && are_there(folder),
            None => status.starts_with(RUNNING),
        }
    }

    /// The status of a run that state says `before` of, as it is now. `None` after an error.
    pub async fn status(
        &self,
        platform: &Platform,
        job: &Named,
        before: String,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        if !before.starts_with(RUNNING) {
            return Some(before);
        }
        let Some(runner) = self.runner(platform, diagnostics).await? else {
            return Some(before);
        };
        Some(match runner.look(&job.namespace, &job.name).await {
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
        })
    }

    /// Ends what still runs, and removes it.
    pub async fn end(&self, platform: &Platform, job: &Named, diagnostics: &mut Diagnostics) {
        if let Some(Some(runner)) = self.runner(platform, diagnostics).await
            && let Err(error) = runner.clean(&job.namespace, &job.name).await
        {
            tell(&error, diagnostics);
        }
    }
}
