//! What a handler answers, before it becomes HTTP.

use bytes::Bytes;
use serde_json::Value;

/// An answer: status, body, headers beyond the usual ones.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Reply {
    /// A JSON document.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, body.to_string())
    }

    /// JSON that is text already.
    pub(crate) fn text(status: u16, body: String) -> Self {
        Self {
            status,
            content_type: "application/json",
            body: body.into(),
            headers: Vec::new(),
        }
    }

    /// 200 with a document.
    pub(crate) fn ok(body: &Value) -> Self {
        Self::json(200, body)
    }

    /// 200 with an array of documents that are text already.
    pub(crate) fn list<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        let length = texts.clone().map(|text| text.len() + 1).sum::<usize>();
        let mut body = String::with_capacity(2 + length);
        body.push('[');
        for (at, text) in texts.enumerate() {
            if at > 0 {
                body.push(',');
            }
            body.push_str(text);
        }
        body.push(']');
        Self::text(200, body)
    }

    /// The answer of calls that return nothing: 200 with JSON `null` (v1 habit, inferred).
    pub(crate) fn void() -> Self {
        Self::text(200, "null".into())
    }

    /// A page for people.
    pub(crate) fn html(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            content_type: "text/html; charset=utf-8",
            body: body.into().into(),
            headers: Vec::new(),
        }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
