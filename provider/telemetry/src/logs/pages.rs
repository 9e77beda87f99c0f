//! Reading a log whose pages nobody documents.
//!
//! Page numbers, sizes and the order of pages are the server's (platform-facts sections 12 and 17.6), so what they are is
//! learnt from the answers: pages are read from 0 with an explicit size until they bring nothing new. A server that gives
//! fewer lines per page than asked is asked again with its own size, as its page numbers may count either way. Where
//! pages go back in time, reading ends as soon as there are enough lines; where they go forward, the newest lines are on
//! the last page.

use super::{
    Page, Spool,
    lines::{Lines, Log},
};
use crate::Error;

/// Lines per page to ask for, the next if the server refuses one.
const SIZES: [u32; 3] = [1000, 100, 10];

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
}

/// A log without pages. How many lines the platform gives at most is not documented, so that only a log without lines is
/// known to be complete.
///
/// # Errors
/// Those of `source`, and of the spool.
pub async fn read_whole<P: Pages>(source: &P, want: Want<'_>) -> Result<Log, P::Error> {
    let mut lines = Lines::new(want);
    lines.take(source.page(None).await?)?;
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
pub async fn read_pages<P: Pages>(source: &P, want: Want<'_>) -> Result<Log, P::Error> {
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
                return Ok(match pass(source, want, SIZES[0], false).await? {
                    End::Reached(log) => Log {
                        is_complete: false,
                        ..log
                    },
                    End::Refused | End::GivesLess(_) => read_whole(source, want).await?,
                });
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
) -> Result<End, P::Error> {
    let mut lines = Lines::new(want);
    let most_pages = MOST_PAGES[usize::from(matches!(want, Want::All(_)))];
    let (mut before, mut pages) = (0, 0);
    for number in 0..most_pages {
        let page = match source.page(Some((number, size))).await {
            // Pages may count from 1, or end with a refusal.
            Err(error) if error.is_refusal() && number == 0 => continue,
            Err(error) if error.is_refusal() && number == 1 && lines.is_empty() => {
                return Ok(End::Refused);
            }
            Err(error) if error.is_refusal() => Page::default(),
            page => page?,
        };
        let given = u32::try_from(page.lines.len()).unwrap_or(u32::MAX);
        let is_new = lines.take(page)?;
        if judges_length && is_new && before > 0 && before < size {
            return Ok(End::GivesLess(before));
        }
        if lines.has_enough() {
            return Ok(End::Reached(lines.finish()));
        }
        // Page 1 may be page 0 again, or the first.
        let is_end = if number < 2 {
            number == 1 && given == 0
        } else {
            !is_new
        };
        if is_end {
            // A single short page is the whole log, or all that a server gives that counts in pages of the size asked for.
            let is_doubtful = judges_length && pages == 1 && before > 0 && before < size;
            if is_doubtful {
                match source.page(Some((number, before))).await {
                    Err(error) if error.is_refusal() => {}
                    page => {
                        if lines.take(page?)? {
                            return Ok(End::GivesLess(before));
                        }
                    }
                }
            }
            return Ok(End::Reached(lines.finish()));
        }
        pages += u32::from(is_new);
        before = given;
    }
    Ok(End::Reached(lines.unfinished()))
}
