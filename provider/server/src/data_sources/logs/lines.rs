//! Lines of a log as they come in pages: what is new of each, and in which order all of them are.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, VecDeque},
};

use ovhai_platform::documents::{LogLine, Logs};

use super::moment::{Moment, moment};

/// Pages in which a repeated line is looked for: pages shift by one where they count from 1, and by less than one where
/// lines are added while pages that go back in time are read.
const NEIGHBOURS: usize = 2;

/// Lines that are always kept until the end: sorting again and again would cost more.
const ALWAYS_KEPT: usize = 10_000;

/// What was read.
#[derive(Debug, Default)]
pub struct Log {
    /// Oldest first.
    pub lines: Vec<LogLine>,
    /// Nothing of what the API gave was left out.
    pub is_complete: bool,
    /// The end of the log was not reached, so that there are newer lines.
    pub is_old: bool,
    /// When the last line came, in the platform's words.
    pub last_activity: Option<String>,
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
type Timed = (Option<Moment>, LogLine);

/// How often each line, by time and text, is in a page.
type Counts = BTreeMap<(String, String), usize>;

/// A log under reading.
pub struct Lines {
    /// How many lines are wanted.
    most: usize,
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

impl Lines {
    /// For a log of which the newest `most` lines are wanted.
    pub fn new(most: usize) -> Self {
        Self {
            most,
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
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// More lines than wanted are there, and what follows is older.
    pub fn has_enough(&self) -> bool {
        self.direction == Direction::Back && self.count > self.most
    }

    /// Adds what is new of a page, and says whether something was.
    pub fn take(&mut self, logs: Logs) -> bool {
        if logs.last_activity.is_some() {
            self.last_activity = logs.last_activity;
        }
        let fresh = self.fresh(logs.logs);
        if fresh.is_empty() {
            return false;
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
        if self.direction != Direction::Back && self.count > ALWAYS_KEPT.max(2 * self.most) {
            self.settle();
        }
        true
    }

    /// The lines of a page without those of its neighbours. Equal lines within a page are so many lines; only as many of
    /// them as a neighbour had are taken for the same. Lines without time are the same only where whole pages are.
    fn fresh(&mut self, lines: Vec<LogLine>) -> Vec<Timed> {
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
        let has_time = |line: &LogLine| line.timestamp.as_ref().is_some_and(|t| !t.is_empty());
        lines
            .into_iter()
            .filter(|line| match known.get_mut(&key(line)) {
                Some(count) if has_time(line) && *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            })
            .map(|line| (line.timestamp.as_deref().and_then(moment), line))
            .collect()
    }

    /// Sorts what is there by time, and keeps the newest lines that are wanted. Without times, pages are taken to go
    /// forward (inferred).
    fn settle(&mut self) {
        if self.direction == Direction::Back {
            self.pages.reverse();
        }
        let mut lines: Vec<(Moment, LogLine)> = Vec::with_capacity(self.count);
        for mut page in std::mem::take(&mut self.pages) {
            if is_backward(&page) {
                page.reverse();
            }
            // A line without time belongs to the one before it.
            let mut time = lines.last().map_or(Moment::MIN, |(time, _)| *time);
            for (own, line) in page {
                time = own.unwrap_or(time);
                lines.push((time, line));
            }
        }
        // Stable: lines of the same time stay as the server has them.
        lines.sort_by_key(|(time, _)| *time);
        let surplus = lines.len().saturating_sub(self.most);
        self.is_cut |= surplus > 0;
        let kept: Vec<Timed> = lines
            .into_iter()
            .skip(surplus)
            .map(|(time, line)| (Some(time), line))
            .collect();
        self.count = kept.len();
        self.pages = vec![kept];
    }

    /// The log, read to its end or as far as wanted.
    pub fn finish(mut self) -> Log {
        self.settle();
        Log {
            lines: self
                .pages
                .into_iter()
                .flatten()
                .map(|(_, line)| line)
                .collect(),
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

fn key(line: &LogLine) -> (String, String) {
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
