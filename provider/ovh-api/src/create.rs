//! Creating without creating twice. Names are not unique on the platform, and everything created is billed, so a create
//! whose outcome is unknown is looked up before it is tried again (platform-facts section 3).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use serde::de::DeserializeOwned;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::sync::OwnedMutexGuard;

use crate::{Client, Error, error::AmbiguousCreate, request::Request, transport::BoxFuture};

/// How often a create with unknown outcome is tried.
const MOST_TRIES: u32 = 3;

/// Looks before another try: the first try may still be on its way through the platform.
const LOOKS: u32 = 2;

/// How far `createdAt` may lie before the moment the create was sent, in seconds: both clocks count whole seconds, and
/// the measured offset is off by the time of a call.
const CLOCK_SLACK: i64 = 5;

/// What a lookup after an unclear create says.
#[derive(Debug)]
pub enum Lookup<T> {
    /// Certainly not there.
    Nothing,
    /// There, and certainly from this create.
    Found(T),
    /// These ids may be it.
    Unclear(Vec<String>),
}

impl Client {
    /// Creates something by `request`; `what` names it in errors. After a broken connection, a timeout, a 5xx or an
    /// unreadable answer `lookup` is asked, and only when it finds nothing – twice, with a pause – the create is tried
    /// again. 429 and connections that were never made are tried again without a lookup.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was created; the API's error when it refused.
    pub async fn create_with_lookup<'a, T: DeserializeOwned>(
        &self,
        what: &str,
        request: &Request,
        lookup: &(dyn Fn() -> BoxFuture<'a, Result<Lookup<T>, Error>> + Sync),
    ) -> Result<T, Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            let cause = match self.answer(request).await {
                Ok(answer) => match self.document(request, &answer) {
                    Ok(document) => return Ok(document),
                    Err(error) => error,
                },
                Err(failure) if failure.ambiguous => failure.error,
                Err(failure) => return Err(failure.error),
            };
            tracing::warn!(what, error = %cause, "unclear whether it was created; looking it up");
            let unclear = |cause, candidates, lookup| {
                Err(Error::AmbiguousCreate(Box::new(AmbiguousCreate {
                    what: what.to_owned(),
                    cause,
                    candidates,
                    lookup,
                })))
            };
            for _ in 0..LOOKS {
                let settle = tokio::time::sleep(self.shared.options.retry.settle);
                if self.cancel.run_until_cancelled(settle).await.is_none() {
                    return unclear(cause, Vec::new(), Some(Error::Cancelled.to_string()));
                }
                match lookup().await {
                    Ok(Lookup::Nothing) => {}
                    Ok(Lookup::Found(document)) => return Ok(document),
                    Ok(Lookup::Unclear(ids)) => return unclear(cause, ids, None),
                    Err(error) => return unclear(cause, Vec::new(), Some(error.to_string())),
                }
            }
            if tries == MOST_TRIES {
                return unclear(cause, Vec::new(), Some("not found so far".to_owned()));
            }
        }
    }
}

impl Client {
    /// Waits until no other create of this name is under way. Gives the ids that earlier ones made, and the server's
    /// time from which on `createdAt` of this one must be.
    pub(crate) async fn begin_create(
        &self,
        name: String,
    ) -> Result<(OwnedMutexGuard<BTreeSet<String>>, i64), Error> {
        let turn = self.shared.creates.enter(name);
        let made = self
            .cancel
            .run_until_cancelled(turn)
            .await
            .ok_or(Error::Cancelled)?;
        let since = self.server_time().await?.saturating_sub(CLOCK_SLACK);
        Ok((made, since))
    }
}

/// Ids that this process has created, per name. Creates of one name go one after the other, so that the lookup of one
/// never takes the object of another for its own.
#[derive(Debug, Default)]
pub(crate) struct CreateLog {
    names: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<BTreeSet<String>>>>>,
}

impl CreateLog {
    /// Waits for other creates of this name; the set holds the ids they made.
    async fn enter(&self, name: String) -> OwnedMutexGuard<BTreeSet<String>> {
        let ids = {
            let mut names = self
                .names
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            names.entry(name).or_default().clone()
        };
        ids.lock_owned().await
    }
}

/// Was this made at or after `since` (unix seconds)? `None` if the time is missing or not RFC 3339.
pub(crate) fn created_since(created_at: Option<&str>, since: i64) -> Option<bool> {
    OffsetDateTime::parse(created_at?, &Rfc3339)
        .ok()
        .map(|created| created.unix_timestamp() >= since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(
            created_since(Some("1970-01-01T01:00:10+01:00"), 10),
            Some(true)
        );
        assert_eq!(
            created_since(Some("1970-01-01T00:00:09.9Z"), 10),
            Some(false)
        );
        assert_eq!(created_since(Some("yesterday"), 10), None);
        assert_eq!(created_since(None, 10), None);
    }
}
