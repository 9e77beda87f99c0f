//! Reading the text formats of Prometheus and OpenMetrics, of which applications speak many dialects: what is understood is kept,
//! what is not is named.

use std::collections::BTreeMap;

use super::{Kind, Labels, Metrics, SeriesName};

/// Lines that are named; the others are counted.
const NAMED: usize = 10;

/// What is added to samples while they are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Time of samples that have none, milliseconds since 1970; without one such samples are problems.
    pub time: Option<i64>,
    /// Labels of every sample. A label the application uses itself becomes `exported_NAME`, as when Prometheus scrapes.
    pub labels: Labels,
}

/// Reads `text`, in OpenMetrics if it ends like that. The second value says what could not be read, with line numbers.
#[must_use]
pub fn parse(text: &str, stamp: &Stamp) -> (Metrics, Vec<String>) {
    let mut metrics = Metrics::default();
    let is_open = text.trim_end().ends_with(END);
    let taken: Result<Vec<String>, std::convert::Infallible> =
        parse_pieces(text, is_open, stamp, u64::MAX, |piece| {
            metrics.add(piece);
            Ok(())
        });
    match taken {
        Ok(problems) => (metrics, problems),
        Err(never) => match never {},
    }
}

/// How OpenMetrics ends.
pub(super) const END: &str = "# EOF";

/// Reads `text` in pieces of at most `most` samples. What could not be read is said by line numbers and never by the text: what an application
/// answers may be anything, and hold secrets.
pub(super) fn parse_pieces<E>(
    text: &str,
    is_open: bool,
    stamp: &Stamp,
    most: u64,
    mut take: impl FnMut(Metrics) -> Result<(), E>,
) -> Result<Vec<String>, E> {
    let mut reader = Reader {
        metrics: Metrics::default(),
        samples: 0,
        declared: BTreeMap::new(),
        is_open,
        stamp,
    };
    let mut problems = Vec::new();
    let mut more = 0_u64;
    for (at, line) in text.lines().enumerate() {
        if let Err(problem) = reader.line(line.trim()) {
            if problems.len() < NAMED {
                problems.push(format!("line {}: {problem}", at + 1));
            } else {
                more += 1;
            }
        }
        if reader.samples >= most {
            reader.samples = 0;
            take(std::mem::take(&mut reader.metrics))?;
        }
    }
    if more > 0 {
        problems.push(format!("{more} more lines like these"));
    }
    if is_open && !text.trim_end().ends_with(END) {
        problems.push("it was cut off: there is no end".to_owned());
    }
    take(reader.metrics)?;
    Ok(problems)
}

struct Reader<'a> {
    metrics: Metrics,
    samples: u64,
    /// Kinds, helps and units that were declared, by family.
    declared: BTreeMap<String, (Kind, String, String)>,
    /// OpenMetrics has seconds, the older format milliseconds.
    is_open: bool,
    stamp: &'a Stamp,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.starts_with('#') {
            match declaration(line)? {
                Some(Declared::Kind(name, kind)) => self.declare(&name, kind).0 = kind,
                Some(Declared::Help(name, help)) => self.declare(&name, Kind::Unknown).1 = help,
                Some(Declared::Unit(name, unit)) => self.declare(&name, Kind::Unknown).2 = unit,
                None => {}
            }
            return Ok(());
        }
        if line.is_empty() {
            return Ok(());
        }
        let (mut series, value, time) = sample(line)?;
        let time = match time {
            Some(text) => Some(self.time(text).ok_or("its time is none")?),
            None => self.stamp.time,
        }
        .ok_or("there is no time")?;
        for (label, text) in self
            .stamp
            .labels
            .iter()
            .filter(|(_, text)| !text.is_empty())
        {
            if let Some(own) = series.labels.remove(label) {
                series.labels.insert(format!("exported_{label}"), own);
            }
            series.labels.insert(label.clone(), text.clone());
        }
        let family = self.family_of(&series.name);
        let (kind, help, unit) = self.declared.get(&family).cloned().unwrap_or_default();
        let to = self.metrics.family(&family, kind, &help);
        to.unit = unit;
        let known = to.series.entry(series).or_default();
        if let Some(before) = known.get(&time) {
            return if *before == value {
                Ok(())
            } else {
                Err(
                    "it says something else than a line before of the same series and time"
                        .to_owned(),
                )
            };
        }
        known.insert(time, value);
        self.samples += 1;
        Ok(())
    }

    fn declare(&mut self, name: &str, kind: Kind) -> &mut (Kind, String, String) {
        // The older format declares a counter by its whole name.
        let name = match kind {
            Kind::Counter => name.strip_suffix("_total").unwrap_or(name),
            _ => name,
        };
        if kind == Kind::Counter
            && let Some(known) = self.declared.remove(&format!("{name}_total"))
        {
            self.declared.insert(name.to_owned(), known);
        }
        self.declared.entry(name.to_owned()).or_default()
    }

    /// The declared family whose sample this is, else one of its own.
    fn family_of(&self, name: &str) -> String {
        for suffix in [
            "", "_total", "_bucket", "_count", "_sum", "_created", "_info", "_gcount", "_gsum",
        ] {
            if let Some(base) = name.strip_suffix(suffix)
                && let Some((kind, ..)) = self.declared.get(base)
                && kind.suffixes().contains(&suffix)
            {
                return base.to_owned();
            }
        }
        name.to_owned()
    }

    fn time(&self, text: &str) -> Option<i64> {
        if self.is_open {
            seconds_of(text)
        } else {
            milliseconds(text.parse().ok()?)
        }
    }
}

/// Milliseconds of a text that has seconds.
pub(super) fn seconds_of(text: &str) -> Option<i64> {
    milliseconds(text.parse::<f64>().ok()? * 1000.0)
}

fn milliseconds(number: f64) -> Option<i64> {
    if !number.is_finite() || number.abs() > 1e15 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    Some(number.round() as i64)
}

/// What a comment says of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    Kind(String, Kind),
    Help(String, String),
    Unit(String, String),
}

impl Declared {
    pub fn name(&self) -> &str {
        match self {
            Self::Kind(name, _) | Self::Help(name, _) | Self::Unit(name, _) => name,
        }
    }
}

/// What a line that begins with `#` declares, if anything.
pub(super) fn declaration(line: &str) -> Result<Option<Declared>, String> {
    let comment = line.strip_prefix('#').unwrap_or(line);
    let mut words = comment.trim_start().splitn(3, [' ', '\t']);
    let (word, name) = (words.next().unwrap_or_default(), words.next());
    let rest = words.next().unwrap_or_default().trim();
    let Some(name) = name else { return Ok(None) };
    if !["TYPE", "HELP", "UNIT"].contains(&word) {
        return Ok(None);
    }
    if !is_name(name, true) {
        return Err("what is declared has no name of a metric".to_owned());
    }
    let name = name.to_owned();
    Ok(Some(match word {
        "TYPE" => Declared::Kind(name, Kind::named(rest).ok_or("there is no such type")?),
        "HELP" => Declared::Help(name, unescape(rest)),
        _ => Declared::Unit(name, rest.to_owned()),
    }))
}

/// Series, value and time of a line.
pub(super) fn sample(line: &str) -> Result<(SeriesName, String, Option<&str>), String> {
    let (name, mut labels, rest) = series(line)?;
    // For Prometheus a label without text is no label.
    labels.retain(|_, text| !text.is_empty());
    // An exemplar points into traces that stay behind.
    let rest = rest.split(" # ").next().unwrap_or(rest);
    let mut words = rest.split_whitespace();
    let value = words.next().ok_or("there is no value")?;
    let number: f64 = value.parse().map_err(|_| "its value is no number")?;
    // C prints a sign that Go does not read.
    let value = if number.is_nan() { "NaN" } else { value };
    let time = words.next();
    if words.next().is_some() {
        return Err("there is something after the time".to_owned());
    }
    Ok((SeriesName { name, labels }, value.to_owned(), time))
}

/// Name, labels and what follows.
fn series(line: &str) -> Result<(String, Labels, &str), String> {
    let end = line
        .find(|letter: char| letter == '{' || letter.is_whitespace())
        .ok_or("there is no value")?;
    let name = &line[..end];
    if !is_name(name, true) {
        return Err("it begins with no name of a metric".to_owned());
    }
    let rest = line[end..].trim_start();
    let Some(mut rest) = rest.strip_prefix('{') else {
        return Ok((name.to_owned(), Labels::new(), rest));
    };
    let mut labels = Labels::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            return Ok((name.to_owned(), labels, after));
        }
        let (label, after) = rest.split_once('=').ok_or("a label has no value")?;
        let label = label.trim();
        if !is_name(label, false) || label.starts_with("__") {
            return Err("it has a label with a name that none may have".to_owned());
        }
        let quoted = after
            .trim_start()
            .strip_prefix('"')
            .ok_or("a label's value has no quotes")?;
        let end = end_of_text(quoted).ok_or("a label's value has no end")?;
        if labels
            .insert(label.to_owned(), unescape(&quoted[..end]))
            .is_some()
        {
            return Err("a label comes twice".to_owned());
        }
        rest = quoted[end + 1..].trim_start();
        rest = match rest.strip_prefix(',') {
            Some(after) => after,
            None if rest.starts_with('}') => rest,
            None => return Err("after a label comes neither , nor }".to_owned()),
        };
    }
}

fn end_of_text(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(at),
            _ => {}
        }
    }
    None
}

fn is_name(name: &str, may_have_colons: bool) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|letter| {
        letter.is_ascii_alphabetic() || letter == '_' || (may_have_colons && letter == ':')
    }) && letters.all(|letter| {
        letter.is_ascii_alphanumeric() || letter == '_' || (may_have_colons && letter == ':')
    })
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => plain.push('\n'),
                Some(other @ ('\\' | '"')) => plain.push(other),
                Some(other) => plain.extend(['\\', other]),
                None => plain.push('\\'),
            },
            letter => plain.push(letter),
        }
    }
    plain
}
