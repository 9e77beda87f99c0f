//! Calls to the API server, with patience for one that is away for a while.

use std::time::Duration;

use http::{Method, Request};
use kube::Client;
use ovhai_clusters::{Cluster, Redact};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tokio::time::Instant;

use crate::Error;

/// Under which changes are made.
const FIELD_MANAGER: &str = "ovhai-exit-transfers";
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// A part of a path. Names come from configuration and could hold anything.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// What the server made of a call.
pub(super) enum Answer<T = Value> {
    Done(T),
    /// It is not there, or its namespace is not.
    Missing(String),
    /// Another time would not help, in the server's words.
    Refused(String),
}

#[derive(Clone)]
pub(super) struct Wire {
    client: Client,
    cluster: String,
    redact: Redact,
    pause: Duration,
    patience: Duration,
}

impl Wire {
    pub(super) fn new(
        cluster: &Cluster,
        redact: Redact,
        pause: Duration,
        patience: Duration,
    ) -> Self {
        Self {
            client: cluster.client(),
            cluster: cluster.name().to_owned(),
            redact,
            pause,
            patience,
        }
    }

    pub(super) async fn get(&self, path: &str) -> Result<Answer, Error> {
        let text = self.call(&Method::GET, path, "", String::new()).await?;
        self.read(text)
    }

    /// A text, such as a log.
    pub(super) async fn text(&self, path: &str) -> Result<Answer<String>, Error> {
        self.call(&Method::GET, path, "", String::new()).await
    }

    pub(super) async fn apply(&self, path: &str, object: &Value) -> Result<Answer, Error> {
        let path = format!("{path}?fieldManager={FIELD_MANAGER}&fieldValidation=Strict");
        let kind = "application/apply-patch+yaml";
        let text = self
            .call(&Method::PATCH, &path, kind, object.to_string())
            .await?;
        self.read(text)
    }

    pub(super) async fn delete(&self, path: &str) -> Result<Answer, Error> {
        // In the background pods go with their Job.
        let options = serde_json::json!({ "propagationPolicy": "Background" });
        let kind = "application/json";
        let text = self
            .call(&Method::DELETE, path, kind, options.to_string())
            .await?;
        self.read(text)
    }

    fn read(&self, text: Answer<String>) -> Result<Answer, Error> {
        Ok(match text {
            Answer::Done(text) => match serde_json::from_str(&text) {
                Ok(value) => Answer::Done(value),
                Err(_) => {
                    return Err(Error::Unreachable {
                        cluster: self.cluster.clone(),
                        seconds: 0,
                        problem: "it answers with something other than JSON".to_owned(),
                    });
                }
            },
            Answer::Missing(words) => Answer::Missing(words),
            Answer::Refused(words) => Answer::Refused(words),
        })
    }

    /// Every call may be made twice: applies and deletions come to the same.
    async fn call(
        &self,
        method: &Method,
        path: &str,
        content_type: &str,
        body: String,
    ) -> Result<Answer<String>, Error> {
        let started = Instant::now();
        loop {
            let mut request = Request::builder().method(method.clone()).uri(path);
            if !content_type.is_empty() {
                request = request.header("content-type", content_type);
            }
            let request = request.body(body.clone().into_bytes());
            let request = request.map_err(|error| Error::Refused {
                what: format!("be asked for {path:?}"),
                words: error.to_string(),
            })?;
            let problem = match self.client.request_text(request).await {
                Ok(text) => return Ok(Answer::Done(text)),
                Err(kube::Error::Api(status)) => {
                    let words = self.lines(&status.message);
                    match status.code {
                        404 => return Ok(Answer::Missing(words)),
                        // An object that is going makes room for its successor.
                        408 | 425 | 429 | 500..=599 => words,
                        409 if status.message.contains("object is being deleted") => words,
                        _ => return Ok(Answer::Refused(words)),
                    }
                }
                Err(error) => ovhai_clusters::words_of(&error),
            };
            if started.elapsed() >= self.patience {
                return Err(Error::Unreachable {
                    cluster: self.cluster.clone(),
                    seconds: started.elapsed().as_secs(),
                    problem,
                });
            }
            tracing::info!(
                cluster = self.cluster,
                problem,
                "the cluster is asked again"
            );
            tokio::time::sleep(self.pause).await;
        }
    }

    /// Words of others, redacted line by line.
    pub(super) fn lines(&self, text: &str) -> String {
        let lines: Vec<String> = text.lines().map(|line| (self.redact)(line)).collect();
        lines.join("\n")
    }
}
