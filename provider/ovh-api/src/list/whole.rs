//! Lists that declare no paging: one call gives everything, as far as the vendor's description tells. Two headers of the
//! gateway would say otherwise, and both are heeded on every such list: a cursor to the next part, and the number of all
//! objects. Where they never come they cost nothing.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::key::{Key, key};
use crate::{Client, Error, request::Request};

/// Where the next part begins; absent on the last one.
const NEXT: &str = "X-Pagination-Cursor-Next";

/// How many objects there are in all.
const TOTAL: &str = "X-Pagination-Elements";

/// Reads the whole list in the server's order. What a later part repeats is in it once.
pub(crate) async fn whole<T: DeserializeOwned>(
    client: &Client,
    list: &Request,
) -> Result<Vec<T>, Error> {
    let bad = |problem: String| Error::BadPaging {
        path: list.target(),
        problem,
    };
    let mut request = list.clone();
    let mut objects = Vec::new();
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut cursors = BTreeSet::new();
    loop {
        let answer = client
            .answer(&request)
            .await
            .map_err(|failure| failure.error)?;
        let next = answer.headers.get(NEXT).filter(|next| !next.is_empty());
        let items: Vec<Box<RawValue>> = client.document(&request, &answer)?;
        let is_only_part = cursors.is_empty() && next.is_none();
        for item in items {
            // In one part alone nothing is repeated by paging, so nothing is left out.
            if is_only_part || seen.insert(key(item.get())) {
                objects.push(client.document_in(&request, &answer, item.get().as_bytes())?);
            }
        }
        let Some(next) = next else {
            let total = answer
                .headers
                .get(TOTAL)
                .and_then(|total| total.to_str().ok()?.parse::<usize>().ok());
            return match total {
                Some(total) if total > objects.len() => Err(bad(format!(
                    "the server counts {total} objects and gave {}",
                    objects.len()
                ))),
                _ => Ok(objects),
            };
        };
        if !cursors.insert(next.as_bytes().to_vec()) {
            return Err(bad("its parts go round in a circle".to_owned()));
        }
        request = list.clone().cursor(next.clone());
    }
}
