//! Ephemeral resources that Terraform leaves open.
//!
//! When anything that uses an ephemeral resource fails or is interrupted, Terraform (1.11 to 1.15)
//! skips the step that closes it, and ends the provider without a further word. What was opened is
//! closed here then.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Shared;
use super::call::guarded;
use crate::diagnostics::Diagnostics;
use crate::log::mask;
use crate::unit::Provider;

/// How long closing may take before it is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may go on after that.
const LINGER: Duration = Duration::from_secs(1);

/// What is open: type and private data, which is all that a close gets, and how often.
#[derive(Default)]
pub(super) struct Open(Mutex<BTreeMap<(String, Vec<u8>), usize>>);

impl Open {
    pub(super) fn add(&self, type_name: &str, private: &[u8]) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *open
            .entry((type_name.to_owned(), private.to_vec()))
            .or_default() += 1;
    }

    pub(super) fn remove(&self, type_name: &str, private: &[u8]) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (type_name.to_owned(), private.to_vec());
        if let Some(count) = open.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                open.remove(&key);
            }
        }
    }

    /// Everything, each as often as it is open; nothing is from now on.
    fn take(&self) -> Vec<(String, Vec<u8>)> {
        let open = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let each = |(key, count)| std::iter::repeat_n(key, count);
        open.into_iter().flat_map(each).collect()
    }
}

impl<P: Provider> Shared<P> {
    /// Closes what is still open, all at once and within a few seconds.
    pub(crate) async fn close_left_open(self: Arc<Self>) {
        let left = self.open.take();
        if left.is_empty() {
            return;
        }
        let stop = CancellationToken::new();
        let mut closing = tokio::task::JoinSet::new();
        for (type_name, private) in left {
            let shared = Arc::clone(&self);
            closing.spawn(shared.close_one(type_name, private, stop.clone()));
        }
        let all = async { while closing.join_next().await.is_some() {} };
        tokio::pin!(all);
        if tokio::time::timeout(PATIENCE, &mut all).await.is_err() {
            stop.cancel();
            let _ = tokio::time::timeout(LINGER, all).await;
        }
    }

    async fn close_one(
        self: Arc<Self>,
        type_name: String,
        private: Vec<u8>,
        stop: CancellationToken,
    ) {
        let mut diagnostics = Diagnostics::new();
        let ctx = self.context_under(stop, None, private);
        if let Some(unit) = self.units.ephemeral_resources.get(type_name.as_str())
            && let Some(data) = self.data(&ctx, &mut diagnostics)
            && let Err(panicked) = guarded(unit.handler.close(&ctx, data, &mut diagnostics)).await
        {
            panicked.report(&type_name, "CloseEphemeralResource", &mut diagnostics);
        }
        // Nobody reads diagnostics any more.
        tracing::warn!(tf_type = type_name, "closed what Terraform left open");
        for message in &diagnostics {
            let (summary, detail) = (mask::apply(&message.summary), mask::apply(&message.detail));
            tracing::error!(tf_type = type_name, "{summary}: {detail}");
        }
    }
}
