//! Pushing to Loki (`POST /loki/api/v1/push`, JSON).

use std::{collections::BTreeMap, path::Path};

use flate2::{Compression as Level, write::GzEncoder};
use serde::Serialize;

use super::{Moment, Stored, stored::read};
use crate::{
    Error, Receiver,
    receiver::{Answered, typed},
};

/// Bytes of lines in one request; Loki takes 4 MiB by default.
const BATCH_BYTES: usize = 1 << 20;
/// Lines in one request.
const BATCH_LINES: usize = 10_000;
/// Nanoseconds between the first and the last line of a request. Loki refuses what is further behind the newest line of its stream than half
/// of `max_chunk_age` (one hour), also what it has already: so whatever was under way when something broke can be sent again.
const BATCH_SPAN: Moment = 30 * 60 * 1_000_000_000;

/// What Loki says of lines that are too long, and of requests that are too large because of one.
const TOO_LONG: [&str; 4] = [
    "Max entry size",
    "max entry size",
    "larger than max",
    "too large",
];
/// What it says of lines that are older than the newest of their stream by too much.
const BEHIND: [&str; 2] = ["too far behind", "out of order"];

/// What pushing came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Lines of the file that are done with: Loki has them now, but those it will never take.
    pub through: u64,
    /// Lines that were taken.
    pub sent: u64,
    /// Lines that it will never take, because of their length or for want of any time.
    pub refused: u64,
    /// Lines that came late, in requests of which it took only what is not too far behind; some it has from before.
    pub behind: u64,
    /// Why, in its words.
    pub problem: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    streams: [Stream<'a>; 1],
}

#[derive(Serialize)]
struct Stream<'a> {
    stream: &'a BTreeMap<String, String>,
    values: &'a [Value],
}

/// Pushes the lines of the file at `path` as one stream with `labels`, oldest first. `before` is how many from the beginning are done with;
/// `None` if nothing of it was ever taken. `taken` is told after every request how many are; what it is told last is where to go on after
/// an interruption.
///
/// Loki takes two entries of one stream with the same time and text for one. The platform's times are whole seconds as far as is
/// known, so the n-th line of a moment gets n nanoseconds more: nothing is lost, and what is sent twice is not doubled.
///
/// # Errors
/// [`Error::Disk`] and [`Error::File`]; [`Error::Refused`] in Loki's words.
pub async fn push(
    receiver: &Receiver,
    labels: &BTreeMap<String, String>,
    path: &Path,
    stored: &Stored,
    before: Option<u64>,
    mut taken: impl FnMut(u64) + Send,
) -> Result<Pushed, Error> {
    let from = before.unwrap_or(0).min(stored.lines);
    let mut pushed = Pushed {
        through: from,
        ..Pushed::default()
    };
    let Some(earliest) = stored.first.as_deref().and_then(super::moment) else {
        pushed.refused = stored.lines - from;
        pushed.through = stored.lines;
        if pushed.refused > 0 {
            pushed.problem =
                Some("no line has a time, and Loki has no place for lines without one".to_owned());
            taken(pushed.through);
        }
        return Ok(pushed);
    };
    let push = Push {
        receiver,
        labels,
        stored,
        was_taken: before.is_some(),
    };
    let mut batch = Batch::default();
    let mut times = Times::default();
    for line in read(path, stored.compression)? {
        let (moment, line) = line?;
        let time = times.next(moment.max(earliest));
        if times.count <= from {
            continue;
        }
        let text = match line.content {
            Some(content) if line.unknown.is_empty() => content,
            // What nobody documents is kept, too.
            content => serde_json::to_string(&super::Line { content, ..line })
                .map_err(|error| Error::disk(path, &error.into()))?,
        };
        if batch.is_full(time, text.len()) {
            push.all(std::mem::take(&mut batch), &mut pushed).await?;
            taken(pushed.through);
        }
        batch.first.get_or_insert(time);
        batch.bytes += text.len();
        batch.values.push((time.to_string(), text));
    }
    if !batch.values.is_empty() {
        push.all(batch, &mut pushed).await?;
        taken(pushed.through);
    }
    Ok(pushed)
}

/// Times that no two lines of a moment share.
#[derive(Default)]
struct Times {
    moment: Option<Moment>,
    same: Moment,
    count: u64,
}

impl Times {
    fn next(&mut self, moment: Moment) -> Moment {
        self.same = if self.moment == Some(moment) {
            self.same + 1
        } else {
            0
        };
        self.moment = Some(moment);
        self.count += 1;
        moment + self.same
    }
}

#[derive(Default)]
struct Batch {
    values: Vec<Value>,
    bytes: usize,
    first: Option<Moment>,
}

/// Time and text of a line.
type Value = (String, String);

impl Batch {
    /// Whether a line of this time and length has no place in it any more.
    fn is_full(&self, time: Moment, bytes: usize) -> bool {
        self.first.is_some_and(|first| {
            self.bytes + bytes > BATCH_BYTES
                || self.values.len() >= BATCH_LINES
                || time - first > BATCH_SPAN
        })
    }
}

/// Where lines of a file go.
struct Push<'a> {
    receiver: &'a Receiver,
    labels: &'a BTreeMap<String, String>,
    stored: &'a Stored,
    /// Lines of the file were taken before, so that others may be behind them.
    was_taken: bool,
}

impl Push<'_> {
    /// Sends a batch, in smaller ones around lines that are too long.
    async fn all(&self, batch: Batch, pushed: &mut Pushed) -> Result<(), Error> {
        let mut waiting = vec![batch.values];
        while let Some(mut values) = waiting.pop() {
            let count = values.len() as u64;
            match self.send(&values).await {
                Answered::Taken => pushed.sent += count,
                Answered::Lost(problem) => return Err(self.refused(pushed, problem)),
                Answered::Refused(problem) if says(&problem, &TOO_LONG) && count > 1 => {
                    let second = values.split_off(values.len() / 2);
                    waiting.extend([second, values]);
                    continue;
                }
                Answered::Refused(problem) if says(&problem, &TOO_LONG) => {
                    pushed.refused += 1;
                    pushed.problem = Some(problem);
                }
                Answered::Refused(problem) if says(&problem, &BEHIND) && self.was_taken => {
                    pushed.behind += count;
                    pushed.problem = Some(problem);
                }
                Answered::Refused(problem) => {
                    let hint = if problem.contains("too old") || says(&problem, &BEHIND) {
                        "; Loki refuses old lines unless limits_config has reject_old_samples: false (or a longer \
                         reject_old_samples_max_age), and lines older than the newest of their stream beyond its window"
                    } else {
                        ""
                    };
                    return Err(self.refused(pushed, format!("{problem}{hint}")));
                }
            }
            pushed.through += count;
        }
        Ok(())
    }

    async fn send(&self, values: &[Value]) -> Answered {
        let body = Body {
            streams: [Stream {
                stream: self.labels,
                values,
            }],
        };
        let mut packed = GzEncoder::new(Vec::new(), Level::fast());
        let bytes = serde_json::to_writer(&mut packed, &body)
            .map_err(std::io::Error::from)
            .and_then(|()| packed.finish());
        match bytes {
            Ok(bytes) => {
                let headers = typed("application/json", "gzip");
                let path = "loki/api/v1/push";
                self.receiver.send(path, &headers, bytes).await
            }
            Err(error) => Answered::Refused(error.to_string()),
        }
    }

    fn refused(&self, pushed: &Pushed, problem: String) -> Error {
        Error::Refused {
            place: self.receiver.place().to_owned(),
            taken: pushed.through,
            total: self.stored.lines,
            what: "lines",
            problem,
        }
    }
}

fn says(problem: &str, words: &[&str]) -> bool {
    words.iter().any(|words| problem.contains(words))
}
