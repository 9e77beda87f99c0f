//! Reading a log whose pages nobody documents.
//!
//! Page numbers, sizes and the order of pages are the server's (platform-facts sections 12 and 17.6), so what they are is
//! learnt from the answers: pages are read from 0 with an explicit size until they bring nothing new. A server that gives
//! fewer lines per page than asked is asked again with its own size, as its page numbers may count either way. Where
//! pages go back in time, reading ends as soon as there are enough lines; where they go forward, the newest lines are on
//! the last page.

use super::{
    Page, Spool,
    lines::{Lines, Log, Overlap},
};
use crate::Error;

/// Lines per page to ask for, the next if the server refuses one.
const SIZES: [u32; 3] = [1000, 100, 10];

/// Further on than any log has pages.
const FAR: u32 = 1_000_000_000;

/// Full pages in a row that may bring nothing new because lines are added faster than they are read.
const STALE: u32 = 10;

/// A log with more pages is not read to its end: where only the newest lines are wanted, and where all are.
const MOST_PAGES: [u32; 2] = [2_000, 10_000_000];

/// How much of a log is wanted.
#[derive(Clone, Copy, Debug)]
pub enum Want<'a> {
    /// So many of its newest lines.
    Newest(usize),
    /// Every line; what is more than memory should hold goes to the spool.
    All(&'a Spool),
}

/// What gives pages.
pub trait Pages: Sync {
    /// Why it gives none.
    type Error: Failure + Send;

    /// The page `number` with `size` lines, or what the call without paging gives.
    fn page(
        &self,
        place: Option<(u32, u32)>,
    ) -> impl Future<Output = Result<Page, Self::Error>> + Send;
}

/// Why there is no page.
pub trait Failure: From<Error> {
    /// The server takes no such page or size, as opposed to anything that says nothing about pages.
    fn is_refusal(&self) -> bool;

    /// The page is larger than can be taken: fewer lines may fit.
    fn is_too_large(&self) -> bool;
}

/// Reading that ended before the log did.
#[derive(Debug)]
pub struct Stopped<E> {
    /// Why.
    pub error: E,
    /// What came before: perhaps it can never be had again.
    pub log: Option<Log>,
}

impl<E> From<E> for Stopped<E> {
    fn from(error: E) -> Self {
        Self { error, log: None }
    }
}

/// A log without pages. How many lines the platform gives at most is not documented, so that only a log without lines is
/// known to be complete.
///
/// # Errors
/// Those of `source`, and of the spool.
pub async fn read_whole<P: Pages>(source: &P, want: Want<'_>) -> Result<Log, Stopped<P::Error>> {
    let mut lines = Lines::new(want);
    lines
        .take(source.page(None).await?, 0)
        .map_err(P::Error::from)?;
    let is_empty = lines.is_empty();
    let log = lines.finish();
    Ok(Log {
        is_complete: log.is_complete && is_empty,
        ..log
    })
}

/// A log in pages.
///
/// # Errors
/// Those of `source`, and of the spool.
pub async fn read_pages<P: Pages>(source: &P, want: Want<'_>) -> Result<Log, Stopped<P::Error>> {
    let mut size = SIZES[0];
    let mut restarts = 0;
    loop {
        match pass(source, want, size, true).await? {
            // A log of which no page exists may still be had without paging.
            End::Reached(log) if log.is_empty(want) => return read_whole(source, want).await,
            End::Reached(log) => return Ok(log),
            End::Refused => match SIZES.iter().find(|smaller| **smaller < size) {
                Some(smaller) => size = *smaller,
                None => return read_whole(source, want).await,
            },
            End::GivesLess(given) if restarts < SIZES.len() => {
                restarts += 1;
                size = given;
            }
            // Pages of any length: lines were left out after cutting, and an empty page need not be the last.
            End::GivesLess(_) => {
                return match pass(source, want, SIZES[0], false).await? {
                    End::Reached(log) => Ok(Log {
                        is_complete: false,
                        ..log
                    }),
                    End::Refused | End::GivesLess(_) => read_whole(source, want).await,
                };
            }
        }
    }
}

/// How a pass over the pages ended.
enum End {
    /// With a log.
    Reached(Log),
    /// The server takes no pages of this size.
    Refused,
    /// Pages have this many lines, not as many as asked for.
    GivesLess(u32),
}

async fn pass<P: Pages>(
    source: &P,
    want: Want<'_>,
    size: u32,
    judges_length: bool,
) -> Result<End, Stopped<P::Error>> {
    let mut lines = Lines::new(want);
    match follow(source, &mut lines, size, judges_length, most_pages(want)).await {
        Ok(Way::End) => Ok(End::Reached(lines.finish())),
        Ok(Way::Cut) => Ok(End::Reached(lines.unfinished())),
        Ok(Way::Refused) => Ok(End::Refused),
        Ok(Way::GivesLess(given)) => Ok(End::GivesLess(given)),
        // Smaller pages may fit; where they are the smallest already, that is an error as any other.
        Err(error) if error.is_too_large() && SIZES.iter().any(|smaller| *smaller < size) => {
            Ok(End::Refused)
        }
        Err(error) => Err(Stopped {
            error,
            log: (!lines.is_empty()).then(|| lines.unfinished()),
        }),
    }
}

fn most_pages(want: Want<'_>) -> u32 {
    MOST_PAGES[usize::from(matches!(want, Want::All(_)))]
}

/// Where following pages led.
enum Way {
    /// To the end, or as far as wanted.
    End,
    /// Not to the end.
    Cut,
    Refused,
    GivesLess(u32),
}

async fn follow<P: Pages>(
    source: &P,
    lines: &mut Lines<'_>,
    size: u32,
    judges_length: bool,
    most_pages: u32,
) -> Result<Way, P::Error> {
    let (mut before, mut pages, mut stale) = (0, 0, 0);
    for number in 0..most_pages {
        let mut is_refused = false;
        let page = match source.page(Some((number, size))).await {
            // Pages may count from 1, or end with a refusal.
            Err(error) if error.is_refusal() && number == 0 => continue,
            Err(error) if error.is_refusal() && number == 1 && lines.is_empty() => {
                return Ok(Way::Refused);
            }
            Err(error) if error.is_refusal() => {
                is_refused = true;
                Page::default()
            }
            page => page?,
        };
        let given = u32::try_from(page.lines.len()).unwrap_or(u32::MAX);
        let is_full = given >= size;
        let known = known(source, lines, &page, (number, size)).await?;
        let is_new = known.is_some_and(|known| known < page.lines.len());
        if judges_length && is_new && before > 0 && before < size {
            return Ok(Way::GivesLess(before));
        }
        // A page that is there once more is not remembered anew.
        if let Some(known) = known {
            lines.take(page, known)?;
        }
        if lines.has_enough() {
            return Ok(Way::End);
        }
        // Page 1 may be page 0 again, or the first.
        if number < 2 && !(number == 1 && given == 0) || is_new {
            pages += u32::from(is_new);
            before = given;
            stale = 0;
            continue;
        }
        // Its lines were in the pages before, but it is none of them: more was added than a page holds while it was asked for.
        if known.is_some() && is_full {
            stale += 1;
            if stale < STALE {
                continue;
            }
            return Ok(Way::Cut);
        }
        // Nobody refuses what follows a page that was not the last; a full one need not have been.
        if is_refused && before >= size {
            return Ok(Way::Cut);
        }
        // A single short page is the whole log, or all that a server gives that counts in pages of the size asked for.
        let is_doubtful = judges_length && pages == 1 && before > 0 && before < size;
        if is_doubtful {
            let page = match source.page(Some((number, before))).await {
                Err(error) if error.is_refusal() => Page::default(),
                page => page?,
            };
            let is_known = match lines.overlap(&page) {
                Overlap::Empty | Overlap::Repeated { .. } => true,
                Overlap::Shifted { lines, .. } => lines >= page.lines.len(),
            };
            if !is_known {
                return Ok(Way::GivesLess(before));
            }
        }
        return Ok(Way::End);
    }
    Ok(Way::Cut)
}

/// How many lines of `page` are there already; `None` if the page is empty or one that was there before.
async fn known<P: Pages>(
    source: &P,
    lines: &mut Lines<'_>,
    page: &Page,
    (number, size): (u32, u32),
) -> Result<Option<usize>, P::Error> {
    let is_full = page.lines.len() >= size as usize;
    Ok(match lines.overlap(page) {
        Overlap::Empty => None,
        Overlap::Shifted {
            lines: shifted,
            is_doubtful: true,
        } if number > 0 => {
            // How far the page before has moved since says how many can be the same. What was added while that was asked may make
            // it too many of lines that nothing tells apart; the next run finds those on other pages, and counts them.
            let again = match source.page(Some((number - 1, size))).await {
                Err(error) if error.is_refusal() => Page::default(),
                again => again?,
            };
            Some(shifted.min(lines.moved(&again)))
        }
        Overlap::Shifted { lines, .. } => Some(lines),
        Overlap::Repeated { .. } if !is_full => None,
        // Whether pages 0 and 1 are two cannot be known where no line differs.
        Overlap::Repeated { is_doubtful } if number < 2 => {
            if is_doubtful {
                lines.doubt();
            }
            None
        }
        Overlap::Repeated { is_doubtful } => {
            let far = match source.page(Some((number + FAR, size))).await {
                Err(error) if error.is_refusal() => Page::default(),
                far => far?,
            };
            if lines.is_last(&far) {
                // The server gives its last page, or its only one, for every number.
                if is_doubtful {
                    lines.doubt();
                }
                None
            } else if is_doubtful {
                Some(0)
            } else {
                Some(page.lines.len())
            }
        }
    })
}
