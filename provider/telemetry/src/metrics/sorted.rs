//! Files of OpenMetrics text in one order, read and merged sample by sample: what was exported may be more than memory should hold.
//!
//! Families come by name. In a family the labels that tell its points apart come first, then times, then buckets before sums and counts;
//! so all of a series is in the order of time, and all of a point stands together.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, Read, Write},
};

use super::{
    Kind, Labels, SeriesName,
    exposition::{Declared, declaration, sample, seconds_of},
    openmetrics::{bound, write_head, write_sample},
};
use crate::Error;

/// A longer line is none of ours.
const LONGEST_LINE: u64 = 64 << 20;

/// What begins a family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub name: String,
    pub kind: Kind,
    pub unit: String,
    pub help: String,
}

/// Where a sample stands in its family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    group: Labels,
    pub time: i64,
    bound: (bool, i64),
    pub series: SeriesName,
}

impl Key {
    pub fn new(family: &str, series: SeriesName, time: i64) -> Self {
        let mut group = series.labels.clone();
        group.retain(|label, _| label != "le" && label != "quantile" && label != family);
        Self {
            group,
            time,
            bound: bound(&series),
            series,
        }
    }
}

/// Files may be out of reach, or not what they should be.
#[derive(Debug)]
pub(super) enum Broken {
    Disk(std::io::Error),
    /// In this line, from 1.
    Line(u64, String),
}

impl Broken {
    /// Of the file at `place`.
    pub fn at(self, place: &str) -> Error {
        match self {
            Self::Disk(error) => Error::disk(place.as_ref(), &error),
            Self::Line(line, problem) => Error::File {
                path: place.to_owned(),
                line,
                problem,
            },
        }
    }
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}

enum Item {
    Declared(Declared),
    Sample(Key, String),
    End,
}

/// A file in order.
pub(super) struct Sorted {
    input: Box<dyn BufRead + Send>,
    number: u64,
    head: Option<Head>,
    next: Option<Item>,
    last: Option<Key>,
    is_over: bool,
}

impl Sorted {
    pub fn new(input: impl BufRead + Send + 'static) -> Result<Self, Broken> {
        let mut sorted = Self {
            input: Box::new(input),
            number: 0,
            head: None,
            next: None,
            last: None,
            is_over: false,
        };
        sorted.next = Some(sorted.item()?);
        sorted.advance()?;
        Ok(sorted)
    }

    /// The family whose samples come, until there is none.
    pub const fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// The next sample of this family; after the last one the next family is at hand.
    pub fn sample(&mut self) -> Result<Option<(Key, String)>, Broken> {
        match self.next.take() {
            Some(Item::Sample(key, value)) => {
                self.next = Some(self.item()?);
                if self.last.as_ref().is_some_and(|last| *last >= key) {
                    return Err(self.wrong("it is out of order"));
                }
                self.last = Some(key.clone());
                Ok(Some((key, value)))
            }
            other => {
                self.next = other;
                self.advance()?;
                Ok(None)
            }
        }
    }

    /// Reads what is said of the next family.
    fn advance(&mut self) -> Result<(), Broken> {
        let before = self.head.take().map(|head| head.name);
        self.last = None;
        let mut head: Option<Head> = None;
        loop {
            match self.next.take() {
                Some(Item::Declared(declared)) => {
                    let head = head.get_or_insert_with(|| Head {
                        name: declared.name().to_owned(),
                        ..Head::default()
                    });
                    if head.name != declared.name() {
                        return Err(self.wrong("a family has no samples"));
                    }
                    match declared {
                        Declared::Kind(_, kind) => head.kind = kind,
                        Declared::Help(_, help) => head.help = help,
                        Declared::Unit(_, unit) => head.unit = unit,
                    }
                    self.next = Some(self.item()?);
                }
                Some(Item::Sample(key, value)) => {
                    let Some(head) = head else {
                        return Err(self.wrong("a sample is of no family"));
                    };
                    if before.is_some_and(|before| before >= head.name) {
                        return Err(self.wrong("a family is out of order"));
                    }
                    // Now it is known of which family it is.
                    self.next = Some(Item::Sample(
                        Key::new(&head.name, key.series, key.time),
                        value,
                    ));
                    self.head = Some(head);
                    return Ok(());
                }
                Some(Item::End) | None => return Ok(()),
            }
        }
    }

    fn item(&mut self) -> Result<Item, Broken> {
        if self.is_over {
            return Ok(Item::End);
        }
        loop {
            self.number += 1;
            let mut line = Vec::new();
            (&mut self.input)
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line)?;
            let Ok(line) = std::str::from_utf8(&line) else {
                return Err(self.wrong("it is no text"));
            };
            let Some(line) = line.strip_suffix('\n') else {
                return Err(self.wrong("the file is cut off"));
            };
            if line == "# EOF" {
                self.is_over = true;
                if self.input.fill_buf()?.is_empty() {
                    return Ok(Item::End);
                }
                return Err(self.wrong("something follows the end"));
            }
            if line.starts_with('#') {
                match declaration(line).map_err(|problem| self.wrong(&problem))? {
                    Some(declared) => return Ok(Item::Declared(declared)),
                    None => continue,
                }
            }
            let (series, value, time) = sample(line).map_err(|problem| self.wrong(&problem))?;
            let time = time
                .and_then(seconds_of)
                .ok_or_else(|| self.wrong("there is no time"))?;
            let family = self.head.as_ref().map_or("", |head| head.name.as_str());
            return Ok(Item::Sample(Key::new(family, series, time), value));
        }
    }

    fn wrong(&self, problem: &str) -> Broken {
        Broken::Line(self.number, problem.to_owned())
    }
}

/// What merging came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Merged {
    pub series: u64,
    pub samples: u64,
    /// Samples that the first file did not have.
    pub added: u64,
    /// Samples that say something else than an earlier file does; that stays.
    pub contradicting: u64,
}

/// Writes all samples of `files` to `to`, and those that the first one does not have to `fresh` as well.
pub(super) fn merge(
    mut files: Vec<Sorted>,
    to: &mut impl Write,
    mut fresh: Option<&mut dyn Write>,
) -> Result<Merged, Broken> {
    let mut merged = Merged::default();
    while let Some(name) = files
        .iter()
        .filter_map(|file| file.head().map(|head| &head.name))
        .min()
        .cloned()
    {
        let mut head: Option<Head> = None;
        let mut waiting = BTreeMap::new();
        for (number, file) in files.iter_mut().enumerate() {
            let Some(own) = file.head().filter(|own| own.name == name) else {
                continue;
            };
            match &mut head {
                None => head = Some(own.clone()),
                Some(head) => {
                    if head.kind != own.kind {
                        // Two applications mean different things by one name: said of neither.
                        head.kind = Kind::Unknown;
                    }
                    if head.help.is_empty() {
                        head.help.clone_from(&own.help);
                    }
                    if head.unit.is_empty() {
                        head.unit.clone_from(&own.unit);
                    }
                }
            }
            if let Some((key, value)) = file.sample()? {
                waiting.insert((key, number), value);
            }
        }
        let Some(head) = head else { break };
        write_head(&head, to)?;
        let mut has_head = false;
        let mut last: Option<(Key, String)> = None;
        let mut group: BTreeSet<SeriesName> = BTreeSet::new();
        while let Some(((key, number), value)) = waiting.pop_first() {
            if let Some((key, value)) = files[number].sample()? {
                waiting.insert((key, number), value);
            }
            if let Some((_, kept)) = last.as_ref().filter(|(known, _)| *known == key) {
                merged.contradicting += u64::from(*kept != value);
                continue;
            }
            if last
                .as_ref()
                .is_some_and(|(last, _)| last.group != key.group)
            {
                merged.series += group.len() as u64;
                group.clear();
            }
            if !group.contains(&key.series) {
                group.insert(key.series.clone());
            }
            write_sample(&key.series, &value, key.time, to)?;
            merged.samples += 1;
            if number > 0 {
                merged.added += 1;
                if let Some(fresh) = &mut fresh {
                    if !has_head {
                        write_head(&head, fresh)?;
                        has_head = true;
                    }
                    write_sample(&key.series, &value, key.time, fresh)?;
                }
            }
            last = Some((key, value));
        }
        merged.series += group.len() as u64;
    }
    to.write_all(b"# EOF\n")?;
    if let Some(fresh) = fresh {
        fresh.write_all(b"# EOF\n")?;
    }
    Ok(merged)
}
