//! From bytes to documents and errors: both documented error shapes, and what proxies send instead.

use std::{collections::BTreeMap, time::Duration};

use http::{HeaderMap, StatusCode, header};
use ovhai_http::retry_after;
use ovhai_platform::documents::{ErrorBody, Wire};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    Error, Secret,
    calls::Call,
    error::{ApiError, Problem, UndecodableAnswer, hint},
    redactor::Redactor,
    request::Request,
};

/// How much of a foreign answer is shown, in characters.
const EXCERPT: usize = 300;

/// What is known of an answer besides its body.
pub(crate) struct Context<'a> {
    /// `None` for calls of other servers.
    pub(crate) call: Option<&'static Call>,
    pub(crate) method: &'a str,
    /// Path and query.
    pub(crate) path: &'a str,
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) redactor: &'a Redactor,
    pub(crate) secrets: &'a [Secret],
    /// Signed with a consumer key, whose access rules may be too narrow.
    pub(crate) signed: bool,
    /// Unix seconds, for `Retry-After` dates.
    pub(crate) now: i64,
}

/// An answer of the API with a whole body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Context<'_> {
    fn clean(&self, text: &str) -> String {
        self.redactor.clean(text, self.secrets).into_owned()
    }

    fn query_id(&self) -> Option<String> {
        let id = self.headers.get("X-Ovh-QueryID")?.to_str().ok()?;
        Some(self.clean(id))
    }

    fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers, self.now)
    }

    /// The error of an answer outside 2xx.
    pub(crate) fn refusal(&self, body: &[u8]) -> Error {
        if self.status.is_redirection() {
            let host = self
                .headers
                .get(header::LOCATION)
                .and_then(|place| url::Url::parse(place.to_str().ok()?).ok())
                .and_then(|place| place.host_str().map(|host| self.clean(host)));
            return self.undecodable(Problem::Redirect(host), body);
        }
        let Ok(value @ Value::Object(_)) = serde_json::from_slice(body) else {
            return self.undecodable(problem_of(body), body);
        };
        // The token endpoint has a third shape (RFC 6749 section 5.2).
        let token_error = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let (error, description) = (token_error("error"), token_error("error_description"));
        let known = match ErrorBody::read(value) {
            Ok(known) => known,
            Err(problem) => {
                return self.undecodable(Problem::Unexpected(problem.to_string()), body);
            }
        };
        let code = known.code().map(str::to_owned).or(error);
        let Some(message) = known
            .message
            .clone()
            .or(description)
            .or_else(|| code.clone())
        else {
            return self.undecodable(
                Problem::Unexpected("an error without a message".to_owned()),
                body,
            );
        };
        let details: BTreeMap<String, String> = known
            .details
            .iter()
            .flatten()
            .map(|(name, value)| {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                (self.clean(name), self.clean(&text))
            })
            .collect();
        let mut error = ApiError {
            status: self.status.as_u16(),
            code: code.map(|code| self.clean(&code)),
            message: self.clean(&message),
            details,
            query_id: self.query_id(),
            method: self.method.to_owned(),
            path: self.path.to_owned(),
            attempts: 1,
            missing_right: None,
            hint: None,
            retry_after: self.retry_after(),
        };
        error.missing_right = self
            .call
            .and_then(|call| hint::missing_right(&error, call, self.signed));
        error.hint = hint::of(&error);
        Error::Api(Box::new(error))
    }

    pub(crate) fn undecodable(&self, problem: Problem, body: &[u8]) -> Error {
        let problem = match problem {
            Problem::Unexpected(words) => Problem::Unexpected(self.clean(&words)),
            other => other,
        };
        Error::Undecodable(Box::new(UndecodableAnswer {
            status: self.status.as_u16(),
            problem,
            excerpt: shorten(&self.clean(&showable(body))),
            query_id: self.query_id(),
            method: self.method.to_owned(),
            path: self.path.to_owned(),
            attempts: 1,
            retry_after: self.retry_after(),
        }))
    }

    /// The document of a 2xx answer.
    pub(crate) fn document<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(body).map_err(|error| {
            let problem = match error.classify() {
                serde_json::error::Category::Data => Problem::Unexpected(data_problem(&error)),
                _ => problem_of(body),
            };
            self.undecodable(problem, body)
        })
    }

    /// Does a body begin and end like JSON at all? Says nothing of what is between.
    pub(crate) fn is_some_document(&self, body: &[u8]) -> Result<(), Error> {
        match problem_at_the_edges(body) {
            Some(problem) => Err(self.undecodable(problem, body)),
            None => Ok(()),
        }
    }

    /// Nothing, as the vendor says it: `null`, an empty body, 204 (platform-facts section 3). A document instead does
    /// no harm, a page of a proxy is an error.
    pub(crate) fn nothing(&self, body: &[u8]) -> Result<(), Error> {
        if body.trim_ascii().is_empty() {
            return Ok(());
        }
        self.document::<serde::de::IgnoredAny>(body).map(drop)
    }
}

/// serde's own words repeat the offending value, which may be a secret, after `type: ` or `value: `.
fn data_problem(error: &serde_json::Error) -> String {
    let words = error.to_string();
    for marker in ["invalid type: ", "invalid value: "] {
        if let Some((before, after)) = words.split_once(marker)
            && let Some((_, expected)) = after.rsplit_once(", expected ")
        {
            return format!("{before}expected {expected}");
        }
    }
    words
}

/// What a body is that no API answers, by its first and last bytes.
fn problem_at_the_edges(body: &[u8]) -> Option<Problem> {
    match body.trim_ascii() {
        [] => Some(Problem::Empty),
        [b'<', ..] => Some(Problem::Html),
        [b'{', .., last] if *last != b'}' => Some(Problem::Truncated),
        [b'[', .., last] if *last != b']' => Some(Problem::Truncated),
        [b'{' | b'['] => Some(Problem::Truncated),
        _ => None,
    }
}

fn problem_of(body: &[u8]) -> Problem {
    let body = body.trim_ascii();
    match body.first() {
        None => Problem::Empty,
        Some(b'<') => Problem::Html,
        Some(b'{' | b'[' | b'"') => match serde_json::from_slice::<serde::de::IgnoredAny>(body) {
            Err(error) if error.is_eof() => Problem::Truncated,
            Err(_) => Problem::NotJson,
            Ok(_) => Problem::Unexpected("no error document".to_owned()),
        },
        Some(_) => Problem::NotJson,
    }
}

/// What of a body may be shown: of JSON only member names and structure, because values of an answer may be secrets
/// that nobody told us.
fn showable(body: &[u8]) -> String {
    let start = &body[..body.len().min(64 << 10)];
    let text = String::from_utf8_lossy(start);
    let text = text.trim();
    if text.starts_with(['{', '[', '"']) {
        without_values(text)
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// JSON text, possibly broken off, with every value replaced.
fn without_values(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let end = end_of_string(rest);
            let (string, after) = rest.split_at(end);
            if after.trim_start().starts_with(':') {
                shown.push_str(string);
            } else {
                shown.push('…');
            }
            rest = after;
        } else if matches!(first, '{' | '}' | '[' | ']' | ',' | ':') {
            shown.push(first);
            rest = &rest[1..];
        } else {
            // Numbers, words and white space say nothing about what is wrong.
            let end = rest
                .find(['"', '{', '}', '[', ']', ',', ':'])
                .unwrap_or(rest.len());
            if !rest[..end].trim().is_empty() {
                shown.push('…');
            }
            rest = &rest[end..];
        }
        if shown.len() > 4 * EXCERPT {
            break;
        }
    }
    shown
}

/// Length of the string literal that `text` begins with.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn shorten(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    match clean.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean,
    }
}

/// A context for the answer to `request`.
pub(crate) fn context<'a>(
    request: &'a Request,
    target: &'a str,
    status: StatusCode,
    headers: &'a HeaderMap,
    redactor: &'a Redactor,
    signed: bool,
    now: i64,
) -> Context<'a> {
    Context {
        call: Some(request.call),
        method: request.call.method,
        path: target,
        status,
        headers,
        redactor,
        secrets: &request.secrets,
        signed,
        now,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_never_show() {
        let text = r#"[{"id": "x", "envVars": [{"name": "A", "value": "hunt\"er2"}], "n": 42, "cut": "hunter2"#;
        assert_eq!(
            without_values(text),
            r#"[{"id":…,"envVars":[{"name":…,"value":…}],"n":…,"cut":…"#
        );
        assert_eq!(without_values("\"hunter2"), "…");
    }

    #[test]
    fn serdes_words_without_values() {
        let error = serde_json::from_str::<Vec<u8>>(r#"["hunter2, expected u7"]"#).unwrap_err();
        assert_eq!(data_problem(&error), "expected u8 at line 1 column 23");
    }

    #[test]
    fn what_is_wrong() {
        assert_eq!(problem_of(b"  "), Problem::Empty);
        assert_eq!(problem_of(b"\n<!DOCTYPE html>"), Problem::Html);
        assert_eq!(problem_of(b"{\"a\": [1,"), Problem::Truncated);
        assert_eq!(problem_of(b"{\"a\"; 1}"), Problem::NotJson);
        assert_eq!(problem_of(b"upstream down"), Problem::NotJson);
    }

    proptest! {
        #[test]
        fn any_body_can_be_shown(body in prop::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(shorten(&showable(&body)).chars().count() <= EXCERPT + 1);
        }

        #[test]
        fn planted_values_never_show(prefix in "[\\[{\"]{1,3}", secret in "[a-z]{12}") {
            let text = format!("{prefix}\"key\": \"{secret}\", \"other\": [\"{secret}");
            prop_assert!(!without_values(&text).contains(&secret) || text.find(&secret) == Some(0));
        }
    }
}
