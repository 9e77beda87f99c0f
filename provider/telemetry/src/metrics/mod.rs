//! Metrics: samples read from applications, kept with their times, written for Prometheus.

mod exposition;
mod openmetrics;
mod parts;
mod remote_write;
mod scrape;
mod sorted;
mod store;

use std::{collections::BTreeMap, fmt};

pub use exposition::{Stamp, parse};
pub use openmetrics::write;
pub use parts::Parts;
pub use remote_write::{Samples, push};
pub use scrape::{Exposed, place, scrape};
pub use store::{Exported, FILE, INDEX, Store};

/// What kind of numbers a family has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It does not say.
    #[default]
    Unknown,
    /// Goes up and down.
    Gauge,
    /// Only goes up.
    Counter,
    /// Counts in buckets.
    Histogram,
    /// Counts in buckets that do not only grow.
    GaugeHistogram,
    /// Quantiles.
    Summary,
    /// Texts that do not change.
    Info,
    /// One of several states.
    StateSet,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "unknown" | "untyped" => Self::Unknown,
            "gauge" => Self::Gauge,
            "counter" => Self::Counter,
            "histogram" => Self::Histogram,
            "gaugehistogram" => Self::GaugeHistogram,
            "summary" => Self::Summary,
            "info" => Self::Info,
            "stateset" => Self::StateSet,
            _ => return None,
        })
    }

    /// What samples of such a family may add to its name.
    const fn suffixes(self) -> &'static [&'static str] {
        match self {
            Self::Unknown | Self::Gauge | Self::StateSet => &[""],
            Self::Counter => &["_total", "_created"],
            Self::Histogram => &["_bucket", "_count", "_sum", "_created"],
            Self::GaugeHistogram => &["_bucket", "_gcount", "_gsum"],
            Self::Summary => &["", "_count", "_sum", "_created"],
            Self::Info => &["_info"],
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "unknown",
            Self::Gauge => "gauge",
            Self::Counter => "counter",
            Self::Histogram => "histogram",
            Self::GaugeHistogram => "gaugehistogram",
            Self::Summary => "summary",
            Self::Info => "info",
            Self::StateSet => "stateset",
        })
    }
}

/// Labels by name.
pub type Labels = BTreeMap<String, String>;

/// A name and what tells its series apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeriesName {
    /// Of the samples, with what a family's samples add to its name.
    pub name: String,
    /// Labels.
    pub labels: Labels,
}

/// Numbers of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Family {
    /// Of which kind.
    pub kind: Kind,
    /// What they are, for people.
    pub help: String,
    /// The unit, part of the name.
    pub unit: String,
    /// Values as they were written, by series and milliseconds since 1970.
    pub series: BTreeMap<SeriesName, BTreeMap<i64, String>>,
}

/// Families by name. Adding is commutative where nothing contradicts: the order of scrapes changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// By name.
    pub families: BTreeMap<String, Family>,
}

impl Metrics {
    /// The family of this name, of this kind if it is new.
    pub fn family(&mut self, name: &str, kind: Kind, help: &str) -> &mut Family {
        let family = self
            .families
            .entry(name.to_owned())
            .or_insert_with(|| Family {
                kind,
                ..Family::default()
            });
        if family.help.is_empty() {
            help.clone_into(&mut family.help);
        }
        family
    }

    /// Number of samples.
    #[must_use]
    pub fn samples(&self) -> u64 {
        self.families
            .values()
            .flat_map(|family| family.series.values())
            .map(|samples| samples.len() as u64)
            .sum()
    }

    /// Adds all of `other`. What both have stays as it is here; the answer is how many samples contradict.
    pub fn add(&mut self, other: Self) -> u64 {
        let mut contradicting = 0;
        for (name, family) in other.families {
            let own = self.family(&name, family.kind, &family.help);
            if own.unit.is_empty() {
                own.unit = family.unit;
            }
            if own.kind != family.kind {
                // Two applications mean different things by one name: said of neither.
                own.kind = Kind::Unknown;
            }
            for (series, samples) in family.series {
                let known = own.series.entry(series).or_default();
                for (time, value) in samples {
                    let kept = known.entry(time).or_insert_with(|| value.clone());
                    contradicting += u64::from(*kept != value);
                }
            }
        }
        contradicting
    }
}

impl Family {
    /// Adds a sample of a series whose name is the family's and `suffix`.
    pub fn sample(&mut self, name: String, labels: Labels, time: i64, value: String) {
        self.series
            .entry(SeriesName { name, labels })
            .or_default()
            .entry(time)
            .or_insert(value);
    }
}
