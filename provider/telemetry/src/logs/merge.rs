//! Ordered lines of several origins as one.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BinaryHeap, VecDeque},
    iter::Peekable,
};

use super::{Line, Moment};
use crate::Error;

/// Lines in order.
pub(super) type Ordered = Box<dyn Iterator<Item = Result<(Moment, Line), Error>> + Send>;

/// All lines of `origins`, each in order. Of lines of the same moment, those of an earlier origin come first.
pub(super) fn all(origins: Vec<Ordered>) -> Result<Ordered, Error> {
    let mut heap = BinaryHeap::with_capacity(origins.len());
    for (number, mut lines) in origins.into_iter().enumerate() {
        if let Some(first) = lines.next() {
            let (moment, line) = first?;
            heap.push(Head {
                moment,
                number,
                line,
                lines,
            });
        }
    }
    Ok(Box::new(All {
        heap,
        is_over: false,
    }))
}

struct All {
    heap: BinaryHeap<Head>,
    is_over: bool,
}

struct Head {
    moment: Moment,
    number: usize,
    line: Line,
    lines: Ordered,
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head {
    /// The greatest is the oldest: a heap gives its greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.moment, other.number).cmp(&(self.moment, self.number))
    }
}

impl Iterator for All {
    type Item = Result<(Moment, Line), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let mut head = self.heap.pop()?;
        let given = (head.moment, head.line);
        match head.lines.next() {
            None => {}
            Some(Ok((moment, line))) => {
                head.moment = moment;
                head.line = line;
                self.heap.push(head);
            }
            Some(Err(error)) => {
                self.is_over = true;
                return Some(Err(error));
            }
        }
        Some(Ok(given))
    }
}

/// `kept` and what `read` has beyond it, both in order. Equal lines of one moment are so many lines: as many as the side that
/// has more of them. Lines that are new come after those of the same moment that were kept, so that a line never changes its
/// place among its equals. Each line comes with whether it is new.
pub(super) fn union(kept: Ordered, read: Peekable<Ordered>) -> Union {
    Union {
        kept: kept.peekable(),
        read,
        ready: VecDeque::new(),
    }
}

pub(super) struct Union {
    kept: Peekable<Ordered>,
    read: Peekable<Ordered>,
    ready: VecDeque<(Line, bool)>,
}

impl Union {
    /// All lines of the next moment of either side.
    fn fill(&mut self) -> Result<(), Error> {
        let (kept, read) = (peek(&mut self.kept)?, peek(&mut self.read)?);
        let Some(moment) = kept.into_iter().chain(read).min() else {
            return Ok(());
        };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        while peek(&mut self.kept)? == Some(moment) {
            if let Some(line) = self.kept.next().transpose()? {
                if read == Some(moment) {
                    *counts.entry(identity(&line.1)).or_default() += 1;
                }
                self.ready.push_back((line.1, false));
            }
        }
        while peek(&mut self.read)? == Some(moment) {
            if let Some(line) = self.read.next().transpose()? {
                match counts.get_mut(&identity(&line.1)) {
                    Some(count) if *count > 0 => *count -= 1,
                    _ => self.ready.push_back((line.1, true)),
                }
            }
        }
        Ok(())
    }
}

fn peek(lines: &mut Peekable<Ordered>) -> Result<Option<Moment>, Error> {
    match lines.peek() {
        None => Ok(None),
        Some(Ok((moment, _))) => Ok(Some(*moment)),
        Some(Err(error)) => Err(error.clone()),
    }
}

/// What makes two lines of one moment the same.
fn identity(line: &Line) -> String {
    // Maps of strings and JSON values always have a JSON form.
    serde_json::to_string(line).unwrap_or_default()
}

impl Iterator for Union {
    type Item = Result<(Line, bool), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty()
            && let Err(error) = self.fill()
        {
            return Some(Err(error));
        }
        self.ready.pop_front().map(Ok)
    }
}
