//! The time an operation may take.

use std::{
    borrow::Borrow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ovh_api::Error;
use terraform_plugin::{CancellationToken, Context, Diagnostics, Path};
use tokio::task::JoinHandle;

use crate::failure::report;

/// Ends calls when the person interrupts Terraform, or when the time is over. A create that is on its way still gets the
/// seconds that [`ovh_api::Client::with_cancellation`] gives it, so that nothing is made unseen.
#[derive(Debug)]
pub struct TimeLimit {
    token: CancellationToken,
    is_over: Arc<AtomicBool>,
    limit: Duration,
    attribute: Path,
    timer: JoinHandle<()>,
}

impl TimeLimit {
    /// Starts the clock; `operation` is the member of `timeouts`, such as `create`.
    pub fn start(ctx: &Context, operation: &'static str, limit: Duration) -> Self {
        Self::of(ctx, Path::root("timeouts").attribute(operation), limit)
    }

    /// Starts the clock of the limit that `attribute` sets.
    pub fn of(ctx: &Context, attribute: Path, limit: Duration) -> Self {
        let token = ctx.cancellation().child_token();
        let is_over = Arc::new(AtomicBool::new(false));
        let timer = tokio::spawn({
            let (token, is_over) = (token.clone(), Arc::clone(&is_over));
            async move {
                tokio::time::sleep(limit).await;
                is_over.store(true, Ordering::SeqCst);
                token.cancel();
            }
        });
        Self {
            token,
            is_over,
            limit,
            attribute,
            timer,
        }
    }

    /// Cancelled when the operation must end.
    pub const fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Whether it is the time that is over; otherwise the person interrupted.
    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    /// Says that the time is over; `more` is a sentence about how things stand.
    pub fn tell(&self, summary: &str, more: &str, diagnostics: &mut Diagnostics) {
        diagnostics.error_at(
            self.attribute.clone(),
            summary,
            format!(
                "It was not done within {} seconds. {more}Raise {}, or look whether the platform is slow.",
                self.limit.as_secs(),
                self.attribute
            ),
        );
    }

    /// The value, or an error under `summary`.
    pub fn report<T>(
        &self,
        result: Result<T, impl Borrow<Error>>,
        summary: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        if let Err(error) = &result
            && matches!(error.borrow(), Error::Cancelled)
            && self.is_over()
        {
            self.tell(summary, "", diagnostics);
            return None;
        }
        report(result, summary, diagnostics)
    }
}

impl Drop for TimeLimit {
    fn drop(&mut self) {
        self.timer.abort();
    }
}
