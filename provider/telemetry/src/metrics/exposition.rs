//! Reading the text formats of Prometheus and OpenMetrics, of which applications speak many dialects: what is understood is kept,
//! what is not is named.

use std::collections::BTreeMap;

use super::{Kind, Labels, Metrics};

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

/// Reads `text`. The second value says what could not be read, with line numbers.
#[must_use]
pub fn parse(text: &str, stamp: &Stamp) -> (Metrics, Vec<String>) {
    let mut reader = Reader {
        metrics: Metrics::default(),
        declared: BTreeMap::new(),
        // OpenMetrics has seconds, the older format milliseconds.
        is_open: text.trim_end().ends_with("# EOF"),
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
    }
    if more > 0 {
        problems.push(format!("{more} more lines like these"));
    }
    (reader.metrics, problems)
}

struct Reader<'a> {
    metrics: Metrics,
    /// Kinds, helps and units that were declared, by family.
    declared: BTreeMap<String, (Kind, String, String)>,
    is_open: bool,
    stamp: &'a Stamp,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(comment) = line.strip_prefix('#') {
            let mut words = comment.trim_start().splitn(3, [' ', '\t']);
            let (word, name) = (words.next().unwrap_or_default(), words.next());
            let rest = words.next().unwrap_or_default().trim();
            let Some(name) = name else { return Ok(()) };
            match word {
                "TYPE" => {
                    let kind =
                        Kind::named(rest).ok_or_else(|| format!("there is no type {rest:?}"))?;
                    self.declare(name, kind).0 = kind;
                }
                "HELP" => self.declare(name, Kind::Unknown).1 = unescape(rest),
                "UNIT" => rest.clone_into(&mut self.declare(name, Kind::Unknown).2),
                _ => {}
            }
            return Ok(());
        }
        if line.is_empty() {
            return Ok(());
        }
        let (name, mut labels, rest) = series(line)?;
        // An exemplar points into traces that stay behind.
        let rest = rest.split(" # ").next().unwrap_or(rest);
        let mut words = rest.split_whitespace();
        let value = words.next().ok_or("there is no value")?;
        if value.parse::<f64>().is_err() {
            return Err(format!("{value:?} is no number"));
        }
        let time = match words.next() {
            Some(text) => Some(self.time(text)?),
            None => self.stamp.time,
        }
        .ok_or("there is no time")?;
        if words.next().is_some() {
            return Err("there is something after the time".to_owned());
        }
        for (label, text) in &self.stamp.labels {
            if let Some(own) = labels.remove(label) {
                labels.insert(format!("exported_{label}"), own);
            }
            labels.insert(label.clone(), text.clone());
        }
        let family = self.family_of(&name);
        let (kind, help, unit) = self.declared.get(&family).cloned().unwrap_or_default();
        let to = self.metrics.family(&family, kind, &help);
        to.unit = unit;
        to.sample(name, labels, time, value.to_owned());
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

    fn time(&self, text: &str) -> Result<i64, String> {
        let wrong = || format!("{text:?} is no time");
        let number: f64 = text.parse().map_err(|_| wrong())?;
        let milliseconds = if self.is_open {
            number * 1000.0
        } else {
            number
        };
        if !milliseconds.is_finite() || milliseconds.abs() > 1e15 {
            return Err(wrong());
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        Ok(milliseconds.round() as i64)
    }
}

/// Name, labels and what follows.
fn series(line: &str) -> Result<(String, Labels, &str), String> {
    let end = line
        .find(|letter: char| letter == '{' || letter.is_whitespace())
        .ok_or("there is no value")?;
    let name = &line[..end];
    if !is_name(name, true) {
        return Err(format!("{name:?} is no name of a metric"));
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
        if !is_name(label, false) {
            return Err(format!("{label:?} is no name of a label"));
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
            return Err(format!("the label {label} comes twice"));
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
