//! One pass over all pages of a list, and what its end says about the number of objects.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use tokio::task::JoinSet;

use super::{
    Listing,
    key::{Key, key},
};
use crate::{Error, answer::Answer, request::Request};

/// Sizes tried when the server refuses the one asked for.
const SMALLER: [usize; 5] = [100, 50, 20, 10, 1];

/// No list has so many pages; a server that invents new objects for ever must not hold us for ever.
const MOST_PAGES: usize = 100_000;

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
    size: usize,
    /// Most objects that came in one page.
    largest: usize,
    /// There is no page 0: pages count from 1.
    from_one: bool,
}

impl Paging {
    pub(super) fn new(size: usize, from_one: bool) -> Self {
        Self {
            size: size.max(1),
            largest: 0,
            from_one,
        }
    }
}

/// How a server shows that its first page is page 1.
enum Base {
    /// Page 0 is the first page too.
    ZeroIsOne,
    /// Page 0 holds nothing.
    ZeroIsEmpty,
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
        if !self.paging.from_one {
            match self.first_page().await? {
                Some(answer) => self.take(0, &answer, &mut progress)?,
                None => {
                    self.client.shared.learnt.set_counts_from_one(self.list);
                    self.paging.from_one = true;
                    progress.base_one = true;
                }
            }
        }
        let mut number = 1;
        let learnt = &self.client.shared.learnt;
        let first = progress.order.len();
        if first > 0 && learnt.zero_is_one() && learnt.gives_more(first) {
            progress.base_one = true;
            number = 2;
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
        Ok(Pass {
            order: progress.order,
            bound: progress.bound.filter(|_| !progress.gaps),
            fresh_pages: progress.fresh_pages,
        })
    }

    /// Page 0, or `None` if the server has no page 0. Finds a size that the server takes.
    async fn first_page(&mut self) -> Result<Option<Answer>, Error> {
        let asked = self.paging.size;
        let refused = match self.page_zero().await? {
            Ok(page) => return Ok(page),
            Err(refused) => refused,
        };
        // The filter may be what is refused; then smaller pages cannot help.
        if self.unpaged().await.is_err() {
            return Err(refused);
        }
        for size in SMALLER.into_iter().filter(|size| *size < asked) {
            self.paging.size = size;
            if let Ok(page) = self.page_zero().await? {
                return Ok(page);
            }
        }
        Err(refused)
    }

    /// Page 0; `None` if page 1 is the first; the inner error if both are refused.
    async fn page_zero(&self) -> Result<Result<Option<Answer>, Error>, Error> {
        let refused = match self.fetch(0).await {
            Ok(answer) => return Ok(Ok(Some(answer))),
            Err(error) if is_refusal(&error) => error,
            Err(error) => return Err(error),
        };
        match self.fetch(1).await {
            Ok(_) => Ok(Ok(None)),
            Err(error) if is_refusal(&error) => Ok(Err(refused)),
            Err(error) => Err(error),
        }
    }

    fn page(&self, number: usize) -> Request {
        self.list
            .clone()
            .query("page", &number.to_string())
            .query("size", &self.paging.size.to_string())
    }

    async fn fetch(&self, number: usize) -> Result<Answer, Error> {
        let request = self.page(number);
        self.client
            .answer(&request)
            .await
            .map_err(|failure| failure.error)
    }

    /// `count` pages from `number`, fetched together, in order.
    async fn window(&self, number: usize, count: usize) -> Result<Vec<Option<Answer>>, Error> {
        if count == 1 {
            return Ok(vec![or_past_the_end(number, self.fetch(number).await)?]);
        }
        let mut tasks = JoinSet::new();
        for at in 0..count {
            let (client, request) = (self.client.clone(), self.page(number + at));
            tasks.spawn(async move {
                (
                    at,
                    client
                        .answer(&request)
                        .await
                        .map_err(|failure| failure.error),
                )
            });
        }
        let mut answers: Vec<Option<Answer>> =
            std::iter::repeat_with(|| None).take(count).collect();
        while let Some(result) = tasks.join_next().await {
            match result {
                Ok((at, answer)) => answers[at] = or_past_the_end(number + at, answer)?,
                // The set is not aborted while it is waited for, so this is a panic of ours; it goes on here.
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => return Err(Error::Cancelled),
                },
            }
        }
        Ok(answers)
    }

    /// Adds a page's objects and draws conclusions from its length.
    fn take(
        &mut self,
        number: usize,
        answer: &Answer,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        let request = self.page(number);
        let items: Vec<Box<RawValue>> = self.client.document(&request, answer)?;
        let keys: Vec<Key> = items.iter().map(|item| key(item.get())).collect();
        let mut new = 0;
        for (key, item) in keys.iter().zip(&items) {
            if !progress.seen.insert(key.clone()) {
                continue;
            }
            new += 1;
            if !self.documents.contains_key(key) {
                let text = item.get().as_bytes();
                let document = self.client.document_in(&request, answer, text)?;
                self.documents.insert(key.clone(), document);
            }
            progress.order.push(key.clone());
        }
        let length = keys.len();
        if length > 0 && length < self.paging.size && self.paging.largest < self.paging.size {
            // The largest page so far tells the size the server really gives. From here on exactly that is asked for,
            // so that the server's cut and its offset go together.
            self.paging.size = length.max(self.paging.largest);
        }
        self.paging.largest = self.paging.largest.max(length);
        self.client.shared.learnt.page(length);
        progress.fresh_pages += usize::from(new > 0);
        match progress.find_base(number, &keys, new) {
            Some(Base::ZeroIsOne) => self.client.shared.learnt.set_zero_is_one(),
            Some(Base::ZeroIsEmpty) => self.client.shared.learnt.set_counts_from_one(self.list),
            None => {}
        }
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

    /// Page 2 tells whether pages 0 and 1, if they are the same, are one page or a server's last page given for every
    /// number past the end. Pages of one object prove nothing: another may have been inserted before it.
    fn find_base(&mut self, number: usize, keys: &[Key], new: usize) -> Option<Base> {
        let (2, [zero, one]) = (number, self.start.as_slice()) else {
            return None;
        };
        let is_known = one.len() > 1 && (keys.is_empty() || new > 0);
        let base = match (is_known, zero.is_empty()) {
            (true, true) => Base::ZeroIsEmpty,
            (true, false) if zero == one => Base::ZeroIsOne,
            _ => return None,
        };
        self.base_one = true;
        Some(base)
    }
}

/// A page that is refused after others were not is taken for one past the end, which some servers refuse. It says
/// nothing about how many objects there are.
fn or_past_the_end(number: usize, result: Result<Answer, Error>) -> Result<Option<Answer>, Error> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if number > 0 && (is_refusal(&error) || error.is_not_found()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Refused because of its parameters.
pub(super) fn is_refusal(error: &Error) -> bool {
    matches!(error.status(), Some(400 | 422))
}
