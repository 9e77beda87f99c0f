//! Lists that give ids alone: one more call per object, several of them at the same time.

use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use crate::{Client, Error, request::Request};

/// The objects of `requests`, in that order. One that is gone by now is left out.
pub(crate) async fn one_by_one<T: DeserializeOwned + Send + 'static>(
    client: &Client,
    requests: Vec<Request>,
) -> Result<Vec<T>, Error> {
    let mut objects: Vec<Option<T>> = std::iter::repeat_with(|| None)
        .take(requests.len())
        .collect();
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
            Ok((at, Ok(object))) => objects[at] = Some(object),
            Ok((_, Err(error))) if error.is_not_found() => {}
            Ok((_, Err(error))) => return Err(error),
            // The set is not aborted while it is waited for, so this is a panic of ours; it goes on here.
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => return Err(Error::Cancelled),
            },
        }
        start(&mut tasks, waiting.next());
    }
    Ok(objects.into_iter().flatten().collect())
}
