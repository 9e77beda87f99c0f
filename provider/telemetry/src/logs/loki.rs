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

/// What pushing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Lines of the file that Loki has now.
    pub through: u64,
    /// Lines that were sent.
    pub sent: u64,
}

#[derive(Serialize)]
struct Body<'a> {
    streams: [Stream<'a>; 1],
}

#[derive(Serialize)]
struct Stream<'a> {
    stream: &'a BTreeMap<String, String>,
    values: Vec<(String, String)>,
}

/// Pushes the lines of the file at `path` as one stream with `labels`, oldest first, from line `from` on. `taken` is told after
/// every request how many lines from the beginning Loki has; what it is told last is where to go on after an interruption.
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
    from: u64,
    mut taken: impl FnMut(u64) + Send,
) -> Result<Pushed, Error> {
    let mut pushed = Pushed {
        through: from.min(stored.lines),
        sent: 0,
    };
    let Some(earliest) = stored.first.as_deref().and_then(super::moment) else {
        return if stored.lines == pushed.through {
            Ok(pushed)
        } else {
            Err(refused(receiver, pushed, stored, "no line has a time, and Loki has no place for lines without one; the file keeps them".to_owned()))
        };
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
        batch.bytes += text.len();
        batch.values.push((time.to_string(), text));
        if batch.bytes >= BATCH_BYTES || batch.values.len() >= BATCH_LINES {
            batch.send(receiver, labels, stored, &mut pushed).await?;
            taken(pushed.through);
        }
    }
    if !batch.values.is_empty() {
        batch.send(receiver, labels, stored, &mut pushed).await?;
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
    values: Vec<(String, String)>,
    bytes: usize,
}

impl Batch {
    async fn send(
        &mut self,
        receiver: &Receiver,
        labels: &BTreeMap<String, String>,
        stored: &Stored,
        pushed: &mut Pushed,
    ) -> Result<(), Error> {
        let values = std::mem::take(&mut self.values);
        self.bytes = 0;
        let count = values.len() as u64;
        let body = Body {
            streams: [Stream {
                stream: labels,
                values,
            }],
        };
        let mut packed = GzEncoder::new(Vec::new(), Level::fast());
        let bytes = serde_json::to_writer(&mut packed, &body)
            .map_err(std::io::Error::from)
            .and_then(|()| packed.finish())
            .map_err(|error| refused(receiver, *pushed, stored, error.to_string()))?;
        match receiver
            .send(
                "loki/api/v1/push",
                &typed("application/json", "gzip"),
                bytes,
            )
            .await
        {
            Answered::Taken => {
                pushed.through += count;
                pushed.sent += count;
                Ok(())
            }
            Answered::Lost(problem) => Err(refused(receiver, *pushed, stored, problem)),
            Answered::Refused(problem) => {
                let hint = if problem.contains("too old") || problem.contains("too far behind") {
                    "; Loki refuses old lines unless limits_config has reject_old_samples: false (or a longer \
                     reject_old_samples_max_age), and lines older than the newest of their stream beyond its window"
                } else {
                    ""
                };
                Err(refused(
                    receiver,
                    *pushed,
                    stored,
                    format!("{problem}{hint}"),
                ))
            }
        }
    }
}

fn refused(receiver: &Receiver, pushed: Pushed, stored: &Stored, problem: String) -> Error {
    Error::Refused {
        place: receiver.place().to_owned(),
        taken: pushed.through,
        total: stored.lines,
        what: "lines",
        problem,
    }
}
