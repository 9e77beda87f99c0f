//! One pass over all pages of a list, and what its end says about the number of objects.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use super::{Key, Listing, Page};
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
    /// Page 0 is refused.
    from_one: bool,
    /// Page 0 and page 1 are the same page, or page 0 is no page.
    base_one: bool,
}

impl Paging {
    pub(super) fn new(size: usize) -> Self {
        Self {
            size: size.max(1),
            largest: 0,
            from_one: false,
            base_one: false,
        }
    }

    /// Objects before page `number`. Without proof of the other base this counts from 0: a bound may be too large,
    /// which proves nothing, but never too small.
    fn offset(&self, number: usize) -> usize {
        number.saturating_sub(usize::from(self.base_one)).saturating_mul(self.size)
    }
}

/// A pass under way.
struct Progress {
    order: Vec<Key>,
    seen: BTreeSet<Key>,
    first: Option<Vec<Key>>,
    bound: Option<usize>,
    /// Number of the last page that was not empty.
    last_full: Option<usize>,
    /// New objects came after a short page or an empty one: the server filters after cutting.
    gaps: bool,
    /// The last page was shorter than the server can give.
    short: bool,
    /// The end was seen.
    done: bool,
}

impl<T: DeserializeOwned + Send> Listing<'_, T> {
    pub(super) async fn pass(&mut self) -> Result<Pass, Error> {
        let mut progress = Progress {
            order: Vec::new(),
            seen: BTreeSet::new(),
            first: None,
            bound: None,
            last_full: None,
            gaps: false,
            short: false,
            done: false,
        };
        let mut number = usize::from(self.paging.from_one || self.paging.base_one);
        if number == 0 {
            match self.first_page().await? {
                Some(body) => self.take(0, &body, &mut progress)?,
                None => {
                    self.paging.from_one = true;
                    self.paging.base_one = true;
                }
            }
            number = 1;
        }
        let mut together = 1;
        while !progress.done {
            if number > MOST_PAGES {
                return Err(self.disagreement(&[progress.seen]));
            }
            for page in self.window(number, together).await? {
                match page {
                    Some(answer) => self.take(number, &answer, &mut progress)?,
                    // Says nothing about how many objects there are.
                    None => progress.done = true,
                }
                number += 1;
            }
            if progress.done && together > 1 {
                self.look_again(&mut progress).await?;
            }
            // Pages are fetched together only while every one was full, and never more than were needed so far: the
            // end is not known, and pages after it are wasted.
            let full = !progress.short && self.paging.largest >= self.paging.size;
            together = if full { number.min(self.client.shared.options.concurrency.max(1)) } else { 1 };
        }
        Ok(Pass {
            order: progress.order,
            bound: progress.bound.filter(|_| !progress.gaps),
        })
    }

    /// Page 0, or `None` if the server has no page 0. Finds a size that the server takes.
    async fn first_page(&mut self) -> Result<Option<Answer>, Error> {
        let refused = match self.fetch(0).await {
            Err(error) if is_refusal(&error) => error,
            other => return other.map(Some),
        };
        match self.fetch(1).await {
            Ok(_) => return Ok(None),
            Err(error) if is_refusal(&error) => {}
            Err(error) => return Err(error),
        }
        // The filter may be what is refused; then smaller pages cannot help.
        if self.unpaged().await.is_err() {
            return Err(refused);
        }
        for size in SMALLER.into_iter().filter(|size| *size < self.paging.size).collect::<Vec<_>>() {
            self.paging.size = size;
            match self.fetch(0).await {
                Err(error) if is_refusal(&error) => {}
                other => return other.map(Some),
            }
            match self.fetch(1).await {
                Ok(_) => return Ok(None),
                Err(error) if is_refusal(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Err(refused)
    }

    fn page(&self, number: usize) -> Request {
        self.list
            .clone()
            .query("page", &number.to_string())
            .query("size", &self.paging.size.to_string())
    }

    async fn fetch(&self, number: usize) -> Result<Answer, Error> {
        let request = self.page(number);
        self.client.answer(&request).await.map_err(|failure| failure.error)
    }

    /// `count` pages from `number`, fetched together, in order. A page that is refused after others were not is taken
    /// for one past the end, which some servers refuse.
    async fn window(&self, number: usize, count: usize) -> Result<Vec<Option<Answer>>, Error> {
        let or_past_the_end = |result: Result<Answer, Error>| match result {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if number > 1 && (is_refusal(&error) || error.is_not_found()) => Ok(None),
            Err(error) => Err(error),
        };
        if count == 1 {
            return Ok(vec![or_past_the_end(self.fetch(number).await)?]);
        }
        let mut tasks = JoinSet::new();
        for at in 0..count {
            let (client, request) = (self.client.clone(), self.page(number + at));
            tasks.spawn(async move { (at, client.answer(&request).await.map_err(|failure| failure.error)) });
        }
        let mut answers: Vec<Option<Answer>> = std::iter::repeat_with(|| None).take(count).collect();
        while let Some(result) = tasks.join_next().await {
            match result {
                Ok((at, answer)) => answers[at] = or_past_the_end(answer)?,
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
    fn take(&mut self, number: usize, answer: &Answer, progress: &mut Progress) -> Result<(), Error> {
        let request = self.page(number);
        let page = match Page::read(&answer.body) {
            Ok(page) => page,
            // Says in words what is wrong: HTML, an object instead of a list, broken off.
            Err(_) => {
                self.client.document::<Vec<serde::de::IgnoredAny>>(&request, answer)?;
                Page(Vec::new())
            }
        };
        let keys: Vec<Key> = page.0.iter().map(|(key, _)| key.clone()).collect();
        let mut new = 0;
        for (key, text) in page.0 {
            if !progress.seen.insert(key.clone()) {
                continue;
            }
            new += 1;
            if !self.documents.contains_key(&key) {
                let document = self.client.document_in(&request, answer, text.as_bytes())?;
                self.documents.insert(key.clone(), document);
            }
            progress.order.push(key);
        }
        let length = keys.len();
        if length > 0 && length < self.paging.size && self.paging.largest < self.paging.size {
            // The largest page so far tells the size the server really gives. From here on exactly that is asked for,
            // so that the server's cut and its offset go together.
            self.paging.size = length.max(self.paging.largest);
        }
        self.paging.largest = self.paging.largest.max(length);
        if number == 1
            && let Some(first) = &progress.first
        {
            // A page of one object may come twice because another was inserted before it; of more, it is the same page.
            let same_page = length > 1 && *first == keys;
            let no_page_zero = length > 0 && first.is_empty();
            self.paging.base_one |= same_page || no_page_zero;
        }
        self.conclude(number, length, new, progress);
        if progress.first.is_none() {
            progress.first = Some(keys);
        }
        Ok(())
    }

    fn conclude(&self, number: usize, length: usize, new: usize, progress: &mut Progress) {
        let start = self.paging.offset(number);
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
        progress.bound = progress.short.then(|| start + length);
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
            let answer = self.fetch(number).await?;
            progress.done = false;
            progress.short = false;
            self.take(number, &answer, progress)?;
            if progress.short || progress.done && progress.bound.is_some() {
                break;
            }
        }
        progress.done = true;
        Ok(())
    }
}

/// Refused because of its parameters.
pub(super) fn is_refusal(error: &Error) -> bool {
    matches!(error.status(), Some(400 | 422))
}
