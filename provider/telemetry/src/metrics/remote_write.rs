//! Remote write 1.0 (`POST …/api/v1/write`: protobuf packed by snappy).

use prost::Message;

use super::Metrics;
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

/// Sends every sample to `path` below the receiver's URL (Prometheus: `api/v1/write`), each series oldest first. The answer is the number
/// of samples. Samples that the receiver has already with the same value are not doubled.
///
/// # Errors
/// [`Error::Refused`] in the receiver's words.
pub async fn push(receiver: &Receiver, path: &str, metrics: &Metrics) -> Result<u64, Error> {
    let total = metrics.samples();
    let mut taken = 0;
    let mut batch = WriteRequest::default();
    let mut count = 0;
    for (name, samples) in metrics.families.values().flat_map(|family| &family.series) {
        let mut labels: Vec<Label> = vec![Label {
            name: "__name__".to_owned(),
            value: name.name.clone(),
        }];
        labels.extend(name.labels.iter().map(|(name, value)| Label {
            name: name.clone(),
            value: value.clone(),
        }));
        labels.sort_by(|one, other| one.name.cmp(&other.name));
        let mut series = TimeSeries {
            labels,
            samples: Vec::new(),
        };
        for (time, value) in samples {
            // Only numbers were taken in.
            series.samples.push(Sample {
                value: value.parse().unwrap_or(f64::NAN),
                time: *time,
            });
            count += 1;
            if count == BATCH {
                let labels = series.labels.clone();
                batch.series.push(std::mem::replace(
                    &mut series,
                    TimeSeries {
                        labels,
                        samples: Vec::new(),
                    },
                ));
                send(receiver, path, &mut batch, &mut count, &mut taken, total).await?;
            }
        }
        if !series.samples.is_empty() {
            batch.series.push(series);
        }
    }
    send(receiver, path, &mut batch, &mut count, &mut taken, total).await?;
    Ok(taken)
}

async fn send(
    receiver: &Receiver,
    path: &str,
    batch: &mut WriteRequest,
    count: &mut usize,
    taken: &mut u64,
    total: u64,
) -> Result<(), Error> {
    if batch.series.is_empty() {
        return Ok(());
    }
    let refused = |taken: u64, problem: String| Error::Refused {
        place: receiver.place().to_owned(),
        taken,
        total,
        what: "samples",
        problem,
    };
    let bytes = snap::raw::Encoder::new()
        .compress_vec(&std::mem::take(batch).encode_to_vec())
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
