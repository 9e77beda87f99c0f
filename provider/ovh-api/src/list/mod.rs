//! Reading a list until it is proven complete.
//!
//! The vendor documents neither the number of the first page, nor the default size, nor the largest one, nor what the
//! call gives without paging (platform-facts sections 3 and 17.6). A list that is read short would make objects vanish
//! from an export without a word, so every list is proven by counting:
//!
//! 1. A **pass** asks for explicit pages from 0 until one is empty (or, from page 2 on, brings nothing new). Its end
//!    bounds the number of objects at that moment: an empty page at offset *n* says "at most *n*", a short page at
//!    offset *o* with *k* objects says "*o + k*".
//! 2. A **later read** – the call without paging, of which only ids are kept, or another pass – shows again most of
//!    what the pass had. Whatever was there before and after that moment was there at that moment.
//! 3. If as many objects are confirmed in this way as the bound allows, nothing else can have existed then: whatever
//!    existed throughout the reading has been found, in whatever order the server sorts and however pages shifted.
//!
//! A list that fits into one page needs less (thousands of notebooks have a list of backups each). Nothing on two pages
//! is nothing. And if the server has given larger pages before, the first page was not cut short, so it is the whole
//! list, and the empty page after it says the same again: two calls. That the size of one list's pages is allowed for
//! the others is inferred; were it wrong, the page after the first would not be empty. Nothing else is carried from one
//! list to another: see [`Learnt`].
//!
//! Servers whose pages cannot be counted (they ignore `page`) are believed when three reads in a row give the same ids.
//! A list with a filter is never counted: see [`filtered`].
//!
//! Whatever any read of a list showed and its result would lack is asked for by id, and left out only if it is not found:
//! two answers say that it is gone, that one and the later list. Everything else is [`Error::ListDisagreement`](crate::Error::ListDisagreement).

mod by_ids;
mod filtered;
mod key;
mod learnt;
mod pages;
mod pass;
mod splitter;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

pub(crate) use self::{by_ids::by_ids, learnt::Learnt, whole::whole};
use self::{
    key::Key,
    pass::{Paging, Pass},
    splitter::IdSink,
};
use crate::{Client, Error, error::ListDisagreement, request::Request};

/// Passes before a list is given up.
const MOST_PASSES: usize = 6;

/// Objects fetched one by one when reads differ; with more, another pass is cheaper.
const MOST_SINGLE: usize = 20;

/// Objects that vanished while the list was read and are fetched one by one to be sure.
const MOST_VANISHED: usize = 500;

/// Reads that must agree when pages cannot be counted.
const AGREEING: usize = 3;

/// A list under reading.
pub(crate) struct Listing<'a, T> {
    client: &'a Client,
    /// The call without paging.
    list: &'a Request,
    /// The call for one object by id.
    single: &'a (dyn Fn(&str) -> Result<Request, Error> + Sync),
    documents: BTreeMap<Key, T>,
    /// Everything that a read of the list showed and that was not found gone since.
    sighted: BTreeSet<Key>,
    paging: Paging,
}

/// Reads the whole list.
///
/// Objects come in the order of the server's pages. An object that was created or deleted while the list was read may
/// be in the result or not; every other one is. With a filter, one that matched while the list was read and still exists is
/// in it, even if it matches no longer.
pub(crate) async fn read_all<T: DeserializeOwned + Send>(
    client: &Client,
    list: &Request,
    single: &(dyn Fn(&str) -> Result<Request, Error> + Sync),
) -> Result<Vec<T>, Error> {
    let mut listing = Listing {
        client,
        list,
        single,
        documents: BTreeMap::new(),
        sighted: BTreeSet::new(),
        paging: Paging::new(client.shared.options.page_size),
    };
    let keys = match list.sources.is_empty() {
        true => listing.prove().await?,
        false => listing.prove_filtered().await?,
    };
    let mut documents = listing.documents;
    Ok(keys
        .iter()
        .filter_map(|key| documents.remove(key))
        .collect())
}

impl<T: DeserializeOwned + Send> Listing<'_, T> {
    /// The keys of all objects; their documents are there.
    async fn prove(&mut self) -> Result<Vec<Key>, Error> {
        let mut reads: Vec<BTreeSet<Key>> = Vec::new();
        let mut candidate = self.pass().await?;
        if self.is_one_whole_page(&candidate) {
            return Ok(candidate.order);
        }
        reads.push(candidate.set());
        let mut unpaged_is_whole = true;
        for _ in 1..MOST_PASSES {
            if unpaged_is_whole {
                let unpaged = match self.unpaged().await {
                    Err(error) if pages::is_refusal(&error) => BTreeSet::new(),
                    other => other?,
                };
                if let Some(keys) = self.settle(&candidate, &unpaged).await? {
                    return Ok(keys);
                }
                // A call without paging that gives a part only says nothing; if much is missing, it is not asked again.
                // An id that the pass lacks says much.
                unpaged_is_whole = unpaged.len() + MOST_SINGLE >= candidate.order.len();
                if unpaged.len() >= candidate.order.len() || !unpaged.is_subset(&candidate.set()) {
                    reads.push(unpaged);
                }
            }
            if let Some(keys) = self.agreed(&candidate, &reads).await? {
                return Ok(keys);
            }
            let next = self.pass().await?;
            reads.push(next.set());
            if let Some(keys) = self.settle(&candidate, &next.set()).await? {
                return Ok(keys);
            }
            if let Some(keys) = self.agreed(&next, &reads).await? {
                return Ok(keys);
            }
            candidate = next;
        }
        Err(self.disagreement(&reads))
    }

    /// Does the pass alone prove the list?
    fn is_one_whole_page(&self, pass: &Pass) -> bool {
        let count = pass.order.len();
        pass.bound == Some(count)
            && (count == 0 || pass.fresh_pages == 1 && self.client.shared.learnt.gives_more(count))
    }

    /// The result, if `later` proves that `pass` saw everything. Few objects that only one of them has are asked for
    /// one by one.
    async fn settle(
        &mut self,
        pass: &Pass,
        later: &BTreeSet<Key>,
    ) -> Result<Option<Vec<Key>>, Error> {
        let seen = pass.set();
        let confirmed = seen.intersection(later).count();
        if pass.bound != Some(confirmed) {
            return Ok(None);
        }
        let doubtful: Vec<Key> = seen.symmetric_difference(later).cloned().collect();
        if doubtful.len() > MOST_SINGLE || doubtful.iter().any(|key| key::has_no_id(key)) {
            return Ok(None);
        }
        let mut keys = pass.order.clone();
        for key in doubtful {
            match self.fetch_one(&key).await {
                Ok(document) => {
                    self.documents.insert(key.clone(), document);
                    if !seen.contains(&key) {
                        keys.push(key);
                    }
                }
                // Only the later list and the object together say that it is gone.
                Err(error) if error.is_not_found() && later.contains(&key) => return Ok(None),
                Err(error) if error.is_not_found() => {
                    self.sighted.remove(&key);
                    keys.retain(|one| *one != key);
                }
                Err(error) => return Err(error),
            }
        }
        self.with_vanished(keys).await
    }

    /// `keys` with every object that some read showed, that is not among them and that still exists. `None` if that
    /// cannot be told.
    async fn with_vanished(&mut self, mut keys: Vec<Key>) -> Result<Option<Vec<Key>>, Error> {
        let present: BTreeSet<&Key> = keys.iter().collect();
        let vanished: Vec<Key> = self
            .sighted
            .iter()
            .filter(|key| !present.contains(key))
            .cloned()
            .collect();
        if vanished.len() > MOST_VANISHED || vanished.iter().any(|key| key::has_no_id(key)) {
            return Ok(None);
        }
        for key in vanished {
            match self.fetch_one(&key).await {
                Ok(document) => {
                    self.documents.insert(key.clone(), document);
                    keys.push(key);
                }
                Err(error) if error.is_not_found() => {
                    self.sighted.remove(&key);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Some(keys))
    }

    async fn fetch_one(&self, key: &str) -> Result<T, Error> {
        self.client.get(&(self.single)(key)?).await
    }

    /// Ids of the call without paging; its documents are not kept.
    async fn unpaged(&mut self) -> Result<BTreeSet<Key>, Error> {
        let keys = self
            .client
            .exchange(self.list, IdSink::default)
            .await
            .map_err(|failure| failure.error)?;
        self.sighted.extend(keys.iter().cloned());
        Ok(keys)
    }

    /// The result, if the last reads, this pass among them, all gave the same.
    async fn agreed(
        &mut self,
        pass: &Pass,
        reads: &[BTreeSet<Key>],
    ) -> Result<Option<Vec<Key>>, Error> {
        let seen = pass.set();
        let last = reads.len().checked_sub(AGREEING).map(|from| &reads[from..]);
        match last.is_some_and(|last| last.iter().all(|read| *read == seen)) {
            true => self.with_vanished(pass.order.clone()).await,
            false => Ok(None),
        }
    }

    fn disagreement(&self, reads: &[BTreeSet<Key>]) -> Error {
        let differing: Vec<String> = match reads {
            [.., before, last] => before
                .symmetric_difference(last)
                .map(ToString::to_string)
                .collect(),
            _ => Vec::new(),
        };
        Error::ListDisagreement(Box::new(ListDisagreement {
            path: self.list.target(),
            counts: reads.iter().map(BTreeSet::len).collect(),
            differing: differing.len(),
            ids: differing.into_iter().take(MOST_SINGLE).collect(),
        }))
    }
}
