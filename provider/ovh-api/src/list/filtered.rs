//! Lists with a filter. Their pages cannot be counted: a server that cuts pages first and filters then gives short and
//! empty pages before the end, and only the lists it filters show where that is.
//!
//! So a filtered list is **walked** together with its sources, page by page and with the same size: page *n* of the
//! filtered list is asked for with page *n* of the lists that hold everything together. The end is where all of them have
//! ended. If the server filters first, the filtered list ends before; if it cuts first, it ends with them; and where pages
//! begin, and how many objects are in one, does not matter.
//!
//! Walks are repeated until two in a row give the same ids in the same order, in the filtered list and in its sources:
//! then no page shifted between them. Whatever any read showed besides is asked for by id.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::{
    Listing, MOST_PASSES,
    key::Key,
    pages::{First, is_refusal, or_past_the_end},
    pass::MOST_PAGES,
};
use crate::{Error, answer::Answer, request::Request};

/// What a walk found: the keys of every list in the order of its pages, the filtered list first.
type Walk = Vec<Vec<Key>>;

/// One list of a walk under way.
#[derive(Default)]
struct Found {
    order: Vec<Key>,
    seen: BTreeSet<Key>,
    /// A page of it was not refused.
    answered: bool,
}

impl<T: DeserializeOwned + Send> Listing<'_, T> {
    /// The keys of all objects of a list with a filter; their documents are there.
    pub(super) async fn prove_filtered(&mut self) -> Result<Vec<Key>, Error> {
        let target = self.list.target();
        let lists: Vec<Request> = std::iter::once(self.list)
            .chain(
                self.list
                    .sources
                    .iter()
                    .filter(|one| one.target() != target),
            )
            .cloned()
            .collect();
        let mut reads: Vec<BTreeSet<Key>> = Vec::new();
        let mut before: Option<Walk> = None;
        for number in 0..MOST_PASSES {
            let walk = match self.walk(&lists).await {
                Err(error) if number == 0 && is_refusal(&error) => {
                    // The size is refused, or there is no page 0, or the filter is.
                    self.paging.from_one = matches!(self.first_page().await?, First::One(_));
                    self.walk(&lists).await?
                }
                other => other?,
            };
            reads.push(walk[0].iter().cloned().collect());
            if number == 0 {
                // Another way to the same objects. It may be cut short, so it only adds to what was seen.
                match self.unpaged().await {
                    Err(error) if !is_refusal(&error) => return Err(error),
                    _ => {}
                }
            }
            if before.as_ref() == Some(&walk)
                && let Some(keys) = self.with_vanished(walk[0].clone()).await?
            {
                return Ok(keys);
            }
            before = Some(walk);
        }
        Err(self.disagreement(&reads))
    }

    /// All pages of `lists`, side by side, until none of them goes on.
    async fn walk(&mut self, lists: &[Request]) -> Result<Walk, Error> {
        let mut found: Vec<Found> = lists.iter().map(|_| Found::default()).collect();
        let mut number = usize::from(self.paging.from_one);
        let most = self.client.shared.options.concurrency / lists.len();
        loop {
            // As many pages as were needed so far may be needed again.
            let together = if number < 2 {
                1
            } else {
                number.min(most.max(1))
            };
            let pages: Vec<Request> = (number..number + together)
                .flat_map(|number| lists.iter().map(move |list| (list, number)))
                .map(|(list, number)| self.page_of(list, number))
                .collect();
            let answers = self.together(&pages).await?;
            let mut answers = pages.iter().zip(answers);
            for number in number..number + together {
                let (mut are_empty, mut go_on) = (true, false);
                for (at, (found, (request, answer))) in
                    found.iter_mut().zip(answers.by_ref()).enumerate()
                {
                    let (length, new) = match (at, or_past_the_end(number, answer)) {
                        (_, Ok(Some(answer))) => self.put(at == 0, request, &answer, found)?,
                        (_, Ok(None)) => (0, 0),
                        // A source that the server does not know holds nothing that the others lack.
                        (1.., Err(error)) if is_refusal(&error) => (0, 0),
                        (_, Err(error)) => return Err(error),
                    };
                    are_empty &= length == 0;
                    go_on |= new > 0;
                }
                // Page 0 may be nothing or the same as page 1; a server may give its last page for every number past
                // the end.
                if number > 0 && are_empty || number > 1 && !go_on {
                    return self.walked(found);
                }
            }
            number += together;
            if number > MOST_PAGES {
                let reads: Vec<_> = found.into_iter().map(|found| found.seen).collect();
                return Err(self.disagreement(&reads));
            }
        }
    }

    /// What a walk found, if its end was seen.
    fn walked(&self, found: Vec<Found>) -> Result<Walk, Error> {
        let [wanted, sources @ ..] = found.as_slice() else {
            return Ok(Vec::new());
        };
        // One of its own sources is asked for once.
        let is_source = sources.len() < self.list.sources.len();
        let bad = |problem: &str| Error::BadPaging {
            path: self.list.target(),
            problem: problem.to_owned(),
        };
        if !wanted.answered {
            return Err(bad("the server refuses all of its pages"));
        }
        if !is_source && !sources.iter().any(|source| source.answered) {
            let problem =
                "the server refuses the list without the filter, which tells where the pages end";
            return Err(bad(problem));
        }
        Ok(found.into_iter().map(|found| found.order).collect())
    }

    /// Adds a page to what was found: its length, and how many of its objects are new.
    fn put(
        &mut self,
        is_wanted: bool,
        request: &Request,
        answer: &Answer,
        found: &mut Found,
    ) -> Result<(usize, usize), Error> {
        found.answered = true;
        let items = self.items(request, answer)?;
        if !is_wanted {
            // Pages of sources are as those of lists that are read without filter.
            self.client.shared.learnt.page(items.len());
        }
        let before = found.order.len();
        for (key, item) in &items {
            if !found.seen.insert(key.clone()) {
                continue;
            }
            if is_wanted {
                self.keep(key, item, request, answer)?;
            }
            found.order.push(key.clone());
        }
        Ok((items.len(), found.order.len() - before))
    }
}
