//! One pass over all pages of a list, and what its end says about the number of objects.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::{
    Listing,
    key::Key,
    pages::{First, or_past_the_end},
};
use crate::{Error, answer::Answer};

/// No list has so many pages; a server that invents new objects for ever must not hold us for ever.
pub(super) const MOST_PAGES: usize = 100_000;

/// What one pass gave.
pub(super) struct Pass {
    /// In the order of the pages.
    pub(super) order: Vec<Key>,
    /// At some moment after every object of `order` was seen, there were at most so many objects.
    pub(super) bound: Option<usize>,
    /// Pages that brought something new.
    pub(super) fresh_pages: usize,
}

impl Pass {
    pub(super) fn set(&self) -> BTreeSet<Key> {
        self.order.iter().cloned().collect()
    }
}

/// What has been learnt about the server's paging; kept from pass to pass.
pub(super) struct Paging {
    /// Size to ask for.
    pub(super) size: usize,
    /// Most objects that came in one page.
    largest: usize,
    /// Page 0 was refused and page 1 was not: pages count from 1.
    pub(super) from_one: bool,
}

impl Paging {
    pub(super) fn new(size: usize) -> Self {
        Self {
            size: size.max(1),
            largest: 0,
            from_one: false,
        }
    }
}

/// A pass under way.
struct Progress {
    order: Vec<Key>,
    seen: BTreeSet<Key>,
    /// Keys of pages 0 and 1.
    start: Vec<Vec<Key>>,
    /// The first page is page 1.
    base_one: bool,
    bound: Option<usize>,
    /// Number of the last page that was not empty.
    last_full: Option<usize>,
    /// New objects came after a short page or an empty one: the server filters after cutting.
    gaps: bool,
    /// The last page was shorter than the server can give.
    short: bool,
    /// The last page brought something new.
    growing: bool,
    /// The end was seen.
    done: bool,
    /// Pages that brought something new.
    fresh_pages: usize,
}

impl<T: DeserializeOwned + Send> Listing<'_, T> {
    pub(super) async fn pass(&mut self) -> Result<Pass, Error> {
        let mut progress = Progress {
            order: Vec::new(),
            seen: BTreeSet::new(),
            start: Vec::new(),
            base_one: self.paging.from_one,
            bound: None,
            last_full: None,
            gaps: false,
            short: false,
            growing: false,
            done: false,
            fresh_pages: 0,
        };
        let mut number = 1;
        if !self.paging.from_one {
            match self.first_page().await? {
                First::Zero(answer) => self.take(0, &answer, &mut progress)?,
                First::One(answer) => {
                    self.paging.from_one = true;
                    progress.base_one = true;
                    self.take(1, &answer, &mut progress)?;
                    number = 2;
                }
            }
        }
        let mut together = 1;
        while !progress.done {
            if number > MOST_PAGES {
                return Err(self.disagreement(&[progress.seen]));
            }
            for page in self.window(number, together).await? {
                match page {
                    Some(answer) => self.take(number, &answer, &mut progress)?,
                    None => progress.done = true,
                }
                number += 1;
            }
            if progress.done && together > 1 {
                self.look_again(&mut progress).await?;
            }
            // Pages are fetched together only while every one was full, and never more than were needed so far: the
            // end is not known, and pages after it are wasted. The first page says nothing, as its length becomes the
            // size that is asked for.
            let full = progress.growing
                && !progress.short
                && progress.fresh_pages > 1
                && self.paging.largest >= self.paging.size;
            together = if full {
                number.min(self.client.shared.options.concurrency.max(1))
            } else {
                1
            };
        }
        // A server that gives more than it is asked for counts its pages in another size.
        let is_countable = !progress.gaps && self.paging.largest <= self.paging.size;
        Ok(Pass {
            order: progress.order,
            bound: progress.bound.filter(|_| is_countable),
            fresh_pages: progress.fresh_pages,
        })
    }

    /// Adds a page's objects and draws conclusions from its length.
    fn take(
        &mut self,
        number: usize,
        answer: &Answer,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        let request = self.page(number);
        let items = self.items(&request, answer)?;
        let mut new = 0;
        for (key, item) in &items {
            if !progress.seen.insert(key.clone()) {
                continue;
            }
            new += 1;
            self.keep(key, item, &request, answer)?;
            progress.order.push(key.clone());
        }
        let keys: Vec<Key> = items.into_iter().map(|(key, _)| key).collect();
        let length = keys.len();
        if length > 0 && length < self.paging.size && self.paging.largest < self.paging.size {
            // The largest page so far tells the size the server really gives. From here on exactly that is asked for,
            // so that the server's cut and its offset go together.
            self.paging.size = length.max(self.paging.largest);
        }
        self.paging.largest = self.paging.largest.max(length);
        self.client.shared.learnt.page(length);
        progress.fresh_pages += usize::from(new > 0);
        progress.find_base(number, &keys, new);
        self.conclude(number, length, new, progress);
        if number < 2 {
            progress.start.push(keys);
        }
        Ok(())
    }

    fn conclude(&self, number: usize, length: usize, new: usize, progress: &mut Progress) {
        let start = progress
            .pages_before(number)
            .saturating_mul(self.paging.size);
        if length == 0 {
            if number == 0 {
                // Nothing at all, or a server whose first page is 1: page 1 tells.
                return;
            }
            let nothing = progress.order.is_empty();
            let at_most = if nothing { 0 } else { start };
            progress.bound = Some(progress.bound.map_or(at_most, |bound| bound.min(at_most)));
            progress.done = true;
            return;
        }
        if new > 0 && (progress.done || progress.short) {
            progress.gaps = true;
            progress.done = false;
        }
        progress.last_full = Some(number);
        // A short page is the end if the server can give more than it did.
        progress.short = length < self.paging.size && self.paging.largest >= self.paging.size;
        let at_most = progress.short.then_some(start + length);
        // A page without new objects leaves what an earlier one said true.
        progress.bound = match progress.bound.filter(|_| new == 0) {
            Some(bound) => Some(at_most.map_or(bound, |at_most| bound.min(at_most))),
            None => at_most,
        };
        progress.growing = new > 0;
        if number >= 2 && new == 0 {
            progress.done = true;
        }
    }

    /// After pages were fetched together, the end may have been seen before some objects. Looks at it once more.
    async fn look_again(&mut self, progress: &mut Progress) -> Result<(), Error> {
        progress.bound = None;
        let Some(last) = progress.last_full else {
            return Ok(());
        };
        for number in [last, last + 1] {
            progress.done = false;
            progress.short = false;
            match or_past_the_end(number, self.fetch(number).await)? {
                Some(answer) => self.take(number, &answer, progress)?,
                None => break,
            }
            if progress.short || progress.done && progress.bound.is_some() {
                break;
            }
        }
        progress.done = true;
        Ok(())
    }
}

impl Progress {
    /// Pages before page `number`. Without proof of the other base this counts from 0: a bound may be too large, which
    /// proves nothing, but never too small.
    fn pages_before(&self, number: usize) -> usize {
        number.saturating_sub(usize::from(self.base_one))
    }

    /// Page 2 tells whether pages 0 and 1, if they are the same or page 0 is nothing, are one page or a server's last
    /// page given for every number past the end. Pages of one object prove nothing: another may have been inserted
    /// before it.
    fn find_base(&mut self, number: usize, keys: &[Key], new: usize) {
        let (2, [zero, one]) = (number, self.start.as_slice()) else {
            return;
        };
        let is_known = one.len() > 1 && (keys.is_empty() || new > 0);
        self.base_one |= is_known && (zero.is_empty() || zero == one);
    }
}
