//! Lines of a log as they come in pages: what is new of each, and in which order all of them are.

use std::{cmp::Ordering, collections::VecDeque};

use super::{Line, Moment, Page, Spool, Want, merge};
use crate::Error;

/// Pages in which repeated lines are looked for: where lines are added while pages that go back in time are read, pages shift.
const NEIGHBOURS: usize = 2;

/// Lines that are always kept until the end: sorting again and again would cost more.
const ALWAYS_KEPT: usize = 10_000;

/// Lines in memory where all are wanted, and bytes of their texts: a few dozen MiB.
const IN_MEMORY: usize = 50_000;
const BYTES_IN_MEMORY: usize = 16 << 20;

/// What was read.
#[derive(Debug, Default)]
pub struct Log {
    /// Oldest first; where all were wanted perhaps only those that are not in the spool.
    pub lines: Vec<Line>,
    /// Moments of the lines.
    pub(super) moments: Vec<Moment>,
    /// Runs of the spool that came later are older.
    pub(super) is_backward: bool,
    /// Nothing of what the API gave was left out.
    pub is_complete: bool,
    /// Reading stopped in the middle: what is missing may still be had.
    pub is_broken: bool,
    /// The end of the log was not reached, so that there are newer lines.
    pub is_old: bool,
    /// When the last line came, in the platform's words.
    pub last_activity: Option<String>,
}

impl Log {
    /// There is no line, neither here nor in the spool.
    pub(super) fn is_empty(&self, want: Want<'_>) -> bool {
        self.lines.is_empty() && !matches!(want, Want::All(spool) if !spool.is_empty())
    }

    /// All lines, oldest first, with those of `spool`.
    pub(super) fn ordered(self, spool: &Spool) -> Result<merge::Ordered, Error> {
        let mut origins: Vec<merge::Ordered> = Vec::new();
        for run in spool.take()? {
            origins.push(Box::new(run));
        }
        let own = self.moments.into_iter().zip(self.lines).map(Ok);
        origins.push(Box::new(own));
        if self.is_backward {
            origins.reverse();
        }
        merge::all(origins)
    }
}

/// Where pages lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    /// Not seen yet.
    Unknown,
    /// Later pages are older.
    Back,
    /// Later pages are newer.
    Forward,
    /// Both was seen, as where the lines of one replica follow those of another.
    Mixed,
}

/// A line with the moment it names.
type Timed = (Option<Moment>, Line);

/// Time and text of a line.
type Key = (String, String);

/// How a page relates to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// The page has no line.
    Empty,
    /// It is the page before once more, as servers give that know no page of its number.
    Repeated {
        /// It might as well be another page of lines that cannot be told apart: all are of one moment.
        is_doubtful: bool,
    },
    /// So many of its lines were in the pages before.
    Shifted {
        /// How many.
        lines: usize,
        /// They might as well be other lines of the same moment.
        is_doubtful: bool,
    },
}

/// A log under reading.
pub struct Lines<'a> {
    want: Want<'a>,
    pages: Vec<Vec<Timed>>,
    /// The last pages as they came.
    seen: VecDeque<Vec<Key>>,
    /// Whether pages have their newest line first, once one says so.
    is_downward: Option<bool>,
    /// Lines in `pages`, and bytes of their texts.
    count: usize,
    bytes: usize,
    direction: Direction,
    /// Oldest and newest time of the last page.
    span: Option<(Moment, Moment)>,
    /// Lines were dropped.
    is_cut: bool,
    last_activity: Option<String>,
}

impl<'a> Lines<'a> {
    /// For a log of which so much is wanted.
    pub fn new(want: Want<'a>) -> Self {
        if let Want::All(spool) = want {
            spool.clear();
        }
        Self {
            want,
            pages: Vec::new(),
            seen: VecDeque::new(),
            is_downward: None,
            count: 0,
            bytes: 0,
            direction: Direction::Unknown,
            span: None,
            is_cut: false,
            last_activity: None,
        }
    }

    /// Nothing came so far.
    pub fn is_empty(&self) -> bool {
        self.count == 0 && !matches!(self.want, Want::All(spool) if !spool.is_empty())
    }

    /// More lines than wanted are there, and what follows is older.
    pub fn has_enough(&self) -> bool {
        matches!(self.want, Want::Newest(most) if self.direction == Direction::Back && self.count > most)
    }

    /// How `page` relates to those before it. Lines are added at the end of a log only, so that pages that go forward have no line
    /// twice; those that go back begin with the last lines of the page before, in the same order, as many as were added meanwhile.
    pub fn overlap(&self, page: &Page) -> Overlap {
        let keys: Vec<Key> = page.lines.iter().map(key).collect();
        let Some(before) = self.seen.back() else {
            return if keys.is_empty() {
                Overlap::Empty
            } else {
                Overlap::Shifted {
                    lines: 0,
                    is_doubtful: false,
                }
            };
        };
        if keys.is_empty() {
            return Overlap::Empty;
        }
        if keys == *before {
            return Overlap::Repeated {
                is_doubtful: is_one_moment(&keys),
            };
        }
        let times = || page.lines.iter().filter_map(Line::moment);
        let local = direction(self.span, times().min().zip(times().max()));
        let way = match local {
            Direction::Unknown => self.direction,
            found => found,
        };
        if way != Direction::Back {
            return Overlap::Shifted {
                lines: 0,
                is_doubtful: false,
            };
        }
        // Newest first, as the pages are.
        let is_downward = self.is_downward.unwrap_or(true);
        let turned = |keys: &[Key]| -> Vec<Key> {
            let mut keys = keys.to_vec();
            if !is_downward {
                keys.reverse();
            }
            keys
        };
        let history: Vec<Key> = self.seen.iter().flat_map(|page| turned(page)).collect();
        let page = turned(&keys);
        let lines = if history.windows(page.len()).any(|known| known == page) {
            page.len()
        } else {
            (1..=page.len().min(history.len()))
                .rev()
                .find(|count| history.ends_with(&page[..*count]))
                .unwrap_or(0)
        };
        Overlap::Shifted {
            lines,
            is_doubtful: lines > 0 && is_one_moment(&page[..lines]),
        }
    }

    /// Whether `page` is the last one that was taken, unchanged.
    pub fn is_last(&self, page: &Page) -> bool {
        (self.seen.back())
            .is_some_and(|last| *last == page.lines.iter().map(key).collect::<Vec<_>>())
    }

    /// By how many lines the last page that was taken has moved, as `again` shows it now.
    pub fn moved(&self, again: &Page) -> usize {
        let Some(last) = self.seen.back() else {
            return 0;
        };
        let again: Vec<Key> = again.lines.iter().map(key).collect();
        let is_downward = self.is_downward.unwrap_or(true);
        (0..last.len())
            .find(|by| {
                let kept = last.len() - by;
                if is_downward {
                    again.ends_with(&last[..kept])
                } else {
                    again.starts_with(&last[last.len() - kept..])
                }
            })
            .unwrap_or(last.len())
    }

    /// Adds a page, of which so many lines are there already.
    pub fn take(&mut self, page: Page, known: usize) -> Result<(), Error> {
        if page.last_activity.is_some() {
            self.last_activity = page.last_activity;
        }
        if page.lines.is_empty() {
            return Ok(());
        }
        self.seen.push_back(page.lines.iter().map(key).collect());
        if self.seen.len() > NEIGHBOURS {
            self.seen.pop_front();
        }
        let mut lines: Vec<Timed> = (page.lines.into_iter())
            .map(|line| (line.moment(), line))
            .collect();
        self.is_downward = self.is_downward.or_else(|| falls(&lines));
        // What is known is the newest of the page.
        let known = known.min(lines.len());
        if self.is_downward.unwrap_or(true) {
            lines.drain(..known);
        } else {
            lines.truncate(lines.len() - known);
        }
        if lines.is_empty() {
            return Ok(());
        }
        let span = times(&lines).min().zip(times(&lines).max());
        self.direction = match (self.direction, direction(self.span, span)) {
            (known, Direction::Unknown) => known,
            (Direction::Unknown, found) => found,
            (known, found) if known == found => known,
            _ => Direction::Mixed,
        };
        self.span = span.or(self.span);
        self.count += lines.len();
        let texts = lines.iter().filter_map(|(_, line)| line.content.as_ref());
        self.bytes += texts.map(String::len).sum::<usize>();
        self.pages.push(lines);
        match self.want {
            Want::Newest(most)
                if self.direction != Direction::Back && self.count > ALWAYS_KEPT.max(2 * most) =>
            {
                let mut lines = self.settle();
                let surplus = lines.len().saturating_sub(most);
                self.is_cut |= surplus > 0;
                let kept: Vec<Timed> = (lines.drain(surplus..))
                    .map(|(time, line)| (Some(time), line))
                    .collect();
                self.count = kept.len();
                self.pages = vec![kept];
            }
            Want::All(spool) if self.count > IN_MEMORY || self.bytes > BYTES_IN_MEMORY => {
                let is_backward = self.direction == Direction::Back;
                spool.push(&self.settle(), is_backward)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Says that lines may have been left out.
    pub const fn doubt(&mut self) {
        self.is_cut = true;
    }

    /// Takes what is there, sorted by time. Without times, pages are taken to go forward (inferred).
    fn settle(&mut self) -> Vec<(Moment, Line)> {
        if self.direction == Direction::Back {
            self.pages.reverse();
        }
        let mut lines: Vec<(Moment, Line)> = Vec::with_capacity(self.count);
        for mut page in std::mem::take(&mut self.pages) {
            if falls(&page) == Some(true) {
                page.reverse();
            }
            // A line without time belongs to the one before it; the first of what is there, to the one after it.
            let before = lines.last().map(|(time, _)| *time);
            let mut time = before
                .or_else(|| times(&page).next())
                .unwrap_or(Moment::MIN);
            for (own, line) in page {
                time = own.unwrap_or(time);
                lines.push((time, line));
            }
        }
        // Stable: lines of the same time stay as the server has them.
        lines.sort_by_key(|(time, _)| *time);
        (self.count, self.bytes) = (0, 0);
        lines
    }

    /// The log, read to its end or as far as wanted.
    pub fn finish(mut self) -> Log {
        let mut lines = self.settle();
        if let Want::Newest(most) = self.want {
            let surplus = lines.len().saturating_sub(most);
            self.is_cut |= surplus > 0;
            lines.drain(..surplus);
        }
        let (moments, lines) = lines.into_iter().unzip();
        Log {
            lines,
            moments,
            is_backward: self.direction == Direction::Back,
            is_complete: !self.is_cut,
            is_broken: false,
            is_old: false,
            last_activity: self.last_activity,
        }
    }

    /// The log, of which the end was not reached.
    pub fn unfinished(self) -> Log {
        let is_old = self.direction != Direction::Back;
        Log {
            is_complete: false,
            is_broken: true,
            is_old,
            ..self.finish()
        }
    }
}

/// Whether no time tells lines apart.
fn is_one_moment(keys: &[Key]) -> bool {
    keys.windows(2).all(|pair| pair[0].0 == pair[1].0)
}

fn key(line: &Line) -> Key {
    (
        line.timestamp.clone().unwrap_or_default(),
        line.content.clone().unwrap_or_default(),
    )
}

fn times(page: &[Timed]) -> impl Iterator<Item = Moment> {
    page.iter().filter_map(|(time, _)| *time)
}

fn direction(before: Option<(Moment, Moment)>, after: Option<(Moment, Moment)>) -> Direction {
    let (Some((oldest, newest)), Some((next_oldest, next_newest))) = (before, after) else {
        return Direction::Unknown;
    };
    match (next_oldest.cmp(&oldest), next_newest.cmp(&newest)) {
        (Ordering::Less, order) if order.is_le() => Direction::Back,
        (order, Ordering::Greater) if order.is_ge() => Direction::Forward,
        _ => Direction::Unknown,
    }
}

/// Whether a page has its newest line first; `None` if no two times differ.
fn falls(page: &[Timed]) -> Option<bool> {
    let (mut down, mut up) = (0_usize, 0_usize);
    let mut before = None;
    for time in times(page) {
        match before.map(|before: Moment| time.cmp(&before)) {
            Some(Ordering::Less) => down += 1,
            Some(Ordering::Greater) => up += 1,
            _ => {}
        }
        before = Some(time);
    }
    (down + up > 0).then_some(down > up)
}
