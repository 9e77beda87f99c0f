//! Lists that give ids alone: one more call per object, several of them at the same time.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use super::whole;
use crate::{Client, Error, request::Request};

/// The objects whose ids `list` gives, in its order; `single` is the call for one. An object that is not found is left
/// out only if the list, read again, does not have it either.
///
/// # Errors
/// [`Error::BadPaging`] for an object that is listed and not found.
pub(crate) async fn by_ids<T: DeserializeOwned + Send + 'static>(
    client: &Client,
    list: &Request,
    single: impl Fn(&str) -> Result<Request, Error>,
) -> Result<Vec<T>, Error> {
    let ids: Vec<String> = whole(client, list).await?;
    let requests: Vec<Request> = ids
        .iter()
        .map(|id| single(id))
        .collect::<Result<_, Error>>()?;
    let mut objects = BTreeMap::new();
    let mut absent = BTreeSet::new();
    let mut waiting = requests.into_iter().enumerate();
    let mut tasks = JoinSet::new();
    let start = |tasks: &mut JoinSet<_>, next: Option<(usize, Request)>| {
        if let Some((at, request)) = next {
            let client = client.clone();
            tasks.spawn(async move { (at, client.get::<T>(&request).await) });
        }
    };
    for _ in 0..client.shared.options.concurrency.max(1) {
        start(&mut tasks, waiting.next());
    }
    while let Some(result) = tasks.join_next().await {
        match result {
            Ok((at, Ok(object))) => {
                objects.insert(at, object);
            }
            Ok((at, Err(error))) if error.is_not_found() => {
                absent.insert(ids[at].as_str());
            }
            Ok((_, Err(error))) => return Err(error),
            // The set is not aborted while it is waited for, so this is a panic of ours; it goes on here.
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => return Err(Error::Cancelled),
            },
        }
        start(&mut tasks, waiting.next());
    }
    if !absent.is_empty() {
        let again: Vec<String> = whole(client, list).await?;
        if let Some(id) = again.iter().find(|id| absent.contains(id.as_str())) {
            return Err(Error::BadPaging {
                path: list.target(),
                problem: format!("it has `{id}`, but asking for that answers that there is none"),
            });
        }
    }
    Ok(objects.into_values().collect())
}
