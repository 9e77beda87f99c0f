//! Receivers on loopback.

use std::{
    collections::{BTreeMap, VecDeque},
    io::Read,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use ovhai_http::testing::Loopback;
use serde::Deserialize;

/// What a receiver got and shall answer.
#[derive(Debug, Default)]
pub struct Got {
    /// Entries by the labels of their stream, time in nanoseconds and text; two with the same time and text are one.
    pub streams: BTreeMap<BTreeMap<String, String>, Vec<(i128, String)>>,
    /// Headers of each request.
    pub headers: Vec<HeaderMap>,
    /// Answers for the next requests, before anything is taken.
    pub answers: VecDeque<(u16, &'static str)>,
    /// Requests that take what they bring and break the connection without saying so.
    pub silent: u32,
}

#[derive(Deserialize)]
struct Body {
    streams: Vec<Stream>,
}

#[derive(Deserialize)]
struct Stream {
    stream: BTreeMap<String, String>,
    values: Vec<(String, String)>,
}

/// Loki's `max_line_size`.
const LONGEST_LINE: usize = 256 << 10;
/// Half of its `max_chunk_age`, in nanoseconds.
const WINDOW: i128 = 3_600_000_000_000;

/// A server that takes what Loki would take: no entry longer than its limit, and none that is further behind the newest of its stream than its
/// window, had it before or not. The other entries of a request are taken.
///
/// # Errors
/// When no port can be had.
pub async fn loki() -> std::io::Result<Loopback<Got>> {
    Loopback::start(
        |_| Got::default(),
        |_, state| {
            Router::new()
                .route("/loki/api/v1/push", post(take))
                .with_state(state)
        },
    )
    .await
}

async fn take(
    State(state): State<Arc<Mutex<Got>>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> (StatusCode, String) {
    let bad = |problem: &str| (StatusCode::BAD_REQUEST, problem.to_owned());
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    state.headers.push(headers);
    if let Some((status, text)) = state.answers.pop_front() {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return (status, text.to_owned());
    }
    let mut text = String::new();
    if flate2::read::GzDecoder::new(bytes.as_ref())
        .read_to_string(&mut text)
        .is_err()
    {
        return bad("not gzip");
    }
    let Ok(body) = serde_json::from_str::<Body>(&text) else {
        return bad("not a push request");
    };
    let mut refused = None;
    for stream in body.streams {
        let entries = state.streams.entry(stream.stream).or_default();
        for (time, text) in stream.values {
            let Ok(time) = time.parse::<i64>().map(i128::from) else {
                return bad("a time is none");
            };
            if text.len() > LONGEST_LINE {
                refused = Some("Max entry size '262144' bytes exceeded for stream");
                continue;
            }
            let entry = (time, text);
            if entries.last().is_some_and(|(last, _)| last - time > WINDOW) {
                // Even if it has it already.
                refused = Some("entry too far behind, entry timestamp is");
                continue;
            }
            if let Err(place) = entries.binary_search(&entry) {
                entries.insert(place, entry);
            }
        }
    }
    if let Some(problem) = refused {
        return bad(problem);
    }
    if state.silent > 0 {
        state.silent -= 1;
        return (StatusCode::BAD_GATEWAY, "the answer got lost".to_owned());
    }
    (StatusCode::NO_CONTENT, String::new())
}

/// An application that exposes `text` at `/metrics`.
///
/// # Errors
/// When no port can be had.
pub async fn app(text: &'static str) -> std::io::Result<Loopback<Got>> {
    Loopback::start(
        |_| Got::default(),
        move |_, state: Arc<Mutex<Got>>| {
            let answer = move |State(state): State<Arc<Mutex<Got>>>, headers: HeaderMap| async move {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                state.headers.push(headers);
                text
            };
            Router::new().route("/metrics", get(answer)).with_state(state)
        },
    )
    .await
}
