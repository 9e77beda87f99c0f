//! Creating without creating twice. Names are not unique on the platform, and everything created is billed, so a create
//! whose outcome is unknown is looked up before it is tried again (platform-facts section 3).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use ovhai_platform::documents::{Listed, Nulls, Wire};
use serde::de::DeserializeOwned;
use serde_json::Value;
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

/// How the object that a create made is recognised in a list.
pub(crate) struct Likeness<'a> {
    /// What is created, for errors: `app "web"`.
    pub(crate) what: String,
    /// Members of the object, as JSON pointers, and the texts they were created with. One that was created without a
    /// text says nothing.
    pub(crate) members: &'a [(&'static str, Option<&'a str>)],
    /// The member that identifies the object.
    pub(crate) id: &'static str,
    /// The member that holds the time of its creation. Without one, everything that was there before the create is
    /// known to be something else.
    pub(crate) created_at: Option<&'static str>,
}

/// Could this be what a create made?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resemblance {
    Different,
    Possible,
    Certain,
}

impl Likeness<'_> {
    /// Whatever does not say otherwise could be it. Certain is only what was created with at least one text that
    /// identifies it, has all of them, and is new.
    fn of(&self, object: &Value, since: i64) -> Resemblance {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
        let wanted = || {
            self.members
                .iter()
                .filter_map(|(pointer, wanted)| Some((text(pointer), (*wanted)?)))
        };
        let is_new = match self.created_at {
            Some(pointer) => created_since(text(pointer), since),
            None => Some(true),
        };
        if is_new == Some(false)
            || wanted().any(|(its, wanted)| its.is_some_and(|its| its != wanted))
        {
            Resemblance::Different
        } else if is_new == Some(true)
            && wanted().count() > 0
            && wanted().all(|(its, _)| its.is_some())
        {
            Resemblance::Certain
        } else {
            Resemblance::Possible
        }
    }

    /// The id of an object, which is a text or a number.
    fn id_of(&self, object: &Value) -> Option<String> {
        match object.pointer(self.id)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// What in `list` a create sent at `since` made; `others` are ids of other objects.
    fn lookup<L: Wire, T>(
        &self,
        list: Vec<Listed<L>>,
        since: i64,
        others: &BTreeSet<String>,
        found: fn(L) -> Option<T>,
    ) -> Lookup<T> {
        let mut candidates = Vec::new();
        let mut certain = None;
        for object in list {
            let text = object.write(Nulls::AsRead);
            let id = self.id_of(&text);
            let resemblance = self.of(&text, since);
            if resemblance == Resemblance::Different
                || id.as_ref().is_some_and(|id| others.contains(id))
            {
                continue;
            }
            certain = object
                .into_result()
                .ok()
                .filter(|_| resemblance == Resemblance::Certain && id.is_some());
            candidates.push(id.unwrap_or_else(|| "(without id)".to_owned()));
        }
        match (candidates.len(), certain.and_then(found)) {
            (0, _) => Lookup::Nothing,
            (1, Some(one)) => Lookup::Found(one),
            _ => Lookup::Unclear(candidates),
        }
    }
}

impl Client {
    /// Creates something by `request`. If the outcome is unclear, it is looked up in `list` before another try; `found`
    /// makes the result of an object of the list, or `None` if the list lacks what the answer had, a password say.
    pub(crate) async fn create<'a, L, T>(
        &self,
        request: &Request,
        likeness: &Likeness<'_>,
        list: &(dyn Fn() -> BoxFuture<'a, Result<Vec<Listed<L>>, Error>> + Sync),
        found: fn(L) -> Option<T>,
    ) -> Result<T, Error>
    where
        L: Wire + Send + 'a,
        T: Wire + DeserializeOwned + Send,
    {
        let key = format!("{} {:?}", request.path(), likeness.members);
        let (mut made, since) = self.begin_create(key).await?;
        let mut others = made.clone();
        if likeness.created_at.is_none() {
            for object in list().await? {
                others.extend(likeness.id_of(&object.write(Nulls::AsRead)));
            }
        }
        let others = &others;
        let lookup = || -> BoxFuture<'_, Result<Lookup<T>, Error>> {
            Box::pin(async move { Ok(likeness.lookup(list().await?, since, others, found)) })
        };
        let created: T = self
            .create_with_lookup(&likeness.what, request, &lookup)
            .await?;
        made.extend(likeness.id_of(&created.write(Nulls::AsRead)));
        Ok(created)
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
