//! Waiting until what was deleted is gone. How soon the platform stops telling a deleted registry, token or data store is not
//! documented; one made again under the same name before that would be refused.

use ovh_api::Error;
use terraform_plugin::Diagnostics;

use super::{
    time_limit::TimeLimit,
    workload::waiting::{End, Sight, wait},
};

/// Looks until the platform says that it is not there. `summary` heads what goes wrong.
pub async fn wait_until_gone<T, F: Future<Output = Result<T, Error>>>(
    limit: &TimeLimit,
    look: impl Fn() -> F,
    summary: &str,
    diagnostics: &mut Diagnostics,
) {
    let error = match wait(limit.token(), look, |_: &T| Sight::Going).await {
        End::Stopped(_) => Error::Cancelled,
        // The delete was accepted; who may not look has to believe it.
        End::Failed(error) if error.missing_right().is_none() => error,
        End::Failed(_) | End::Gone | End::Reached(_) | End::Stuck(_) => return,
    };
    limit.report::<()>(Err(error), summary, diagnostics);
}
