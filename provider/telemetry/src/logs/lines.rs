//! Lines of a log as they come in pages: what is new of each, and in which order all of them are.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, VecDeque},
};

use super::{Line, Moment, Page, Spool, Want, merge};
use crate::Error;

/// Pages in which a repeated line is looked for: pages shift by one where they count from 1, and by less than one where
/// lines are added while pages that go back in time are read.
const NEIGHBOURS: usize = 2;

/// Lines that are always kept until the end: sorting again and again would cost more.
const ALWAYS_KEPT: usize = 10_000;

/// Lines in memory where all are wanted: a few dozen MiB.
const IN_MEMORY: usize = 50_000;

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

/// How often each line, by time and text, is in a page.
type Counts = BTreeMap<(String, String), usize>;

/// A log under reading.
pub struct Lines<'a> {
    want: Want<'a>,
    pages: Vec<Vec<Timed>>,
    /// The last pages as they came.
    seen: VecDeque<Counts>,
    /// Lines in `pages`.
    count: usize,
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
            count: 0,
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

    /// Adds what is new of a page, and says whether something was.
    pub fn take(&mut self, page: Page) -> Result<bool, Error> {
        if page.last_activity.is_some() {
            self.last_activity = page.last_activity;
        }
        let fresh = self.fresh(page.lines);
        if fresh.is_empty() {
            return Ok(false);
        }
        let span = times(&fresh).min().zip(times(&fresh).max());
        self.direction = match (self.direction, direction(self.span, span)) {
            (known, Direction::Unknown) => known,
            (Direction::Unknown, found) => found,
            (known, found) if known == found => known,
            _ => Direction::Mixed,
        };
        self.span = span.or(self.span);
        self.count += fresh.len();
        self.pages.push(fresh);
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
            Want::All(spool) if self.count > IN_MEMORY => spool.push(&self.settle())?,
            _ => {}
        }
        Ok(true)
    }

    /// The lines of a page without those of its neighbours. Equal lines within a page are so many lines; only as many of
    /// them as a neighbour had are taken for the same. Lines without time are the same only where whole pages are.
    fn fresh(&mut self, lines: Vec<Line>) -> Vec<Timed> {
        let mut counts = Counts::new();
        for line in &lines {
            *counts.entry(key(line)).or_default() += 1;
        }
        if self.seen.contains(&counts) {
            return Vec::new();
        }
        let mut known = Counts::new();
        for (key, count) in self.seen.iter().flatten() {
            let known = known.entry(key.clone()).or_default();
            *known = (*known).max(*count);
        }
        self.seen.push_back(counts);
        if self.seen.len() > NEIGHBOURS {
            self.seen.pop_front();
        }
        let has_time = |line: &Line| line.timestamp.as_ref().is_some_and(|t| !t.is_empty());
        lines
            .into_iter()
            .filter(|line| match known.get_mut(&key(line)) {
                Some(count) if has_time(line) && *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            })
            .map(|line| (line.moment(), line))
            .collect()
    }

    /// Takes what is there, sorted by time. Without times, pages are taken to go forward (inferred).
    fn settle(&mut self) -> Vec<(Moment, Line)> {
        if self.direction == Direction::Back {
            self.pages.reverse();
        }
        let mut lines: Vec<(Moment, Line)> = Vec::with_capacity(self.count);
        for mut page in std::mem::take(&mut self.pages) {
            if is_backward(&page) {
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
        self.count = 0;
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
            is_old: false,
            last_activity: self.last_activity,
        }
    }

    /// The log, of which the end was not reached.
    pub fn unfinished(self) -> Log {
        let is_old = self.direction != Direction::Back;
        Log {
            is_complete: false,
            is_old,
            ..self.finish()
        }
    }
}

fn key(line: &Line) -> (String, String) {
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

/// Whether a page has its newest line first.
fn is_backward(page: &[Timed]) -> bool {
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
    down > up
}
