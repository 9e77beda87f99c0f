//! Remote write 1.0 (`POST …/api/v1/write`: protobuf packed by snappy).

use std::collections::BTreeMap;

use prost::Message;

use super::{
    Metrics, SeriesName,
    openmetrics::write,
    sorted::{Key, Sorted},
};
use crate::{
    Error, Receiver,
    receiver::{Answered, typed},
};

/// Samples in one request.
const BATCH: usize = 5_000;

#[derive(Clone, PartialEq, Message)]
struct WriteRequest {
    #[prost(message, repeated, tag = "1")]
    series: Vec<TimeSeries>,
}

#[derive(Clone, PartialEq, Message)]
struct TimeSeries {
    #[prost(message, repeated, tag = "1")]
    labels: Vec<Label>,
    #[prost(message, repeated, tag = "2")]
    samples: Vec<Sample>,
}

#[derive(Clone, PartialEq, Message)]
struct Label {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    value: String,
}

#[derive(Clone, PartialEq, Message)]
struct Sample {
    #[prost(double, tag = "1")]
    value: f64,
    /// Milliseconds since 1970.
    #[prost(int64, tag = "2")]
    time: i64,
}

/// Samples to be sent, read one after the other.
pub struct Samples {
    sorted: Sorted,
    count: u64,
    place: String,
}

impl Samples {
    /// All of `metrics`.
    ///
    /// # Errors
    /// None that can happen; writing has some by its signature.
    pub fn of(metrics: &Metrics) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        let place = "samples in memory";
        write(metrics, &mut bytes).map_err(|error| Error::disk(place.as_ref(), &error))?;
        Self::new(std::io::Cursor::new(bytes), metrics.samples(), place)
    }

    pub(super) fn new(
        input: impl std::io::BufRead + Send + 'static,
        count: u64,
        place: &str,
    ) -> Result<Self, Error> {
        Ok(Self {
            sorted: Sorted::new(input).map_err(|broken| broken.at(place))?,
            count,
            place: place.to_owned(),
        })
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    fn next(&mut self) -> Result<Option<(Key, String)>, Error> {
        while self.sorted.head().is_some() {
            if let Some(found) = self
                .sorted
                .sample()
                .map_err(|broken| broken.at(&self.place))?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// Sends every sample to `path` below the receiver's URL (Prometheus: `api/v1/write`), each series oldest first. The answer is the number
/// of samples. Samples that the receiver has already with the same value are not doubled.
///
/// # Errors
/// [`Error::Refused`] in the receiver's words; [`Error::Disk`] and [`Error::File`] of where the samples are.
pub async fn push(receiver: &Receiver, path: &str, mut samples: Samples) -> Result<u64, Error> {
    let total = samples.count;
    let mut taken = 0;
    let mut series: BTreeMap<SeriesName, Vec<Sample>> = BTreeMap::new();
    let mut count = 0;
    while let Some((key, value)) = samples.next()? {
        // Only numbers were taken in.
        series.entry(key.series).or_default().push(Sample {
            value: value.parse().unwrap_or(f64::NAN),
            time: key.time,
        });
        count += 1;
        if count == BATCH {
            let batch = std::mem::take(&mut series);
            send(receiver, path, batch, &mut count, &mut taken, total).await?;
        }
    }
    send(receiver, path, series, &mut count, &mut taken, total).await?;
    Ok(taken)
}

fn labelled((name, samples): (SeriesName, Vec<Sample>)) -> TimeSeries {
    let mut labels: Vec<Label> = vec![Label {
        name: "__name__".to_owned(),
        value: name.name,
    }];
    let own = name.labels.into_iter();
    labels.extend(own.map(|(name, value)| Label { name, value }));
    labels.sort_by(|one, other| one.name.cmp(&other.name));
    TimeSeries { labels, samples }
}

async fn send(
    receiver: &Receiver,
    path: &str,
    series: BTreeMap<SeriesName, Vec<Sample>>,
    count: &mut usize,
    taken: &mut u64,
    total: u64,
) -> Result<(), Error> {
    if series.is_empty() {
        return Ok(());
    }
    let refused = |taken: u64, problem: String| Error::Refused {
        place: receiver.place().to_owned(),
        taken,
        total,
        what: "samples",
        problem,
    };
    let request = WriteRequest {
        series: series.into_iter().map(labelled).collect(),
    };
    let bytes = snap::raw::Encoder::new()
        .compress_vec(&request.encode_to_vec())
        .map_err(|error| refused(*taken, error.to_string()))?;
    let mut headers = typed("application/x-protobuf", "snappy").to_vec();
    headers.push((
        reqwest::header::HeaderName::from_static("x-prometheus-remote-write-version"),
        "0.1.0",
    ));
    match receiver.send(path, &headers, bytes).await {
        Answered::Taken => {
            *taken += std::mem::take(count) as u64;
            Ok(())
        }
        Answered::Lost(problem) => Err(refused(*taken, problem)),
        Answered::Refused(problem) => Err(refused(
            *taken,
            format!(
                "{problem}; a server that takes samples of the past needs out_of_order_time_window (Prometheus: storage.tsdb), or the file \
                 through promtool tsdb create-blocks-from openmetrics"
            ),
        )),
    }
}
