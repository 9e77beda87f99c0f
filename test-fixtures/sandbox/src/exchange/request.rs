//! A call as it came over the wire, with what handlers read from it.

use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::auth::Identity;
use crate::errors::ApiError;

/// One call.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
    /// Path and query exactly as sent: signatures cover these bytes.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Request {
    /// The path, without query.
    pub(crate) fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(&self.target, |(path, _)| path)
    }

    /// The query string, without `?`.
    pub(crate) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Every URL a correct client may have signed. The Node SDK leaves the port out of the host it signs, whatever
    /// port it connects to; the Python SDK signs the URL it was given.
    pub(crate) fn signed_urls(&self) -> Vec<String> {
        let Some(host) = self.headers.get("host").and_then(|host| host.to_str().ok()) else {
            return Vec::new();
        };
        let mut urls = vec![format!("{}://{host}{}", self.scheme, self.target)];
        if let Some((name, _)) = host.rsplit_once(':') {
            urls.push(format!("{}://{name}{}", self.scheme, self.target));
        }
        urls
    }

    /// The first value of a query parameter, decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.parameters(name).into_iter().next()
    }

    /// All values of a repeatable query parameter, decoded.
    pub(crate) fn parameters(&self, name: &str) -> Vec<String> {
        url::form_urlencoded::parse(self.query().as_bytes())
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .collect()
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// A call whose path is understood and whose caller is proven.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request,
    /// Decoded path parameters in the order of the pattern.
    pub(crate) segments: Vec<String>,
    pub(crate) identity: Option<Identity>,
    /// Root the caller used, `scheme://host`, for URLs in answers.
    pub(crate) root: String,
}

impl Call<'_> {
    /// The n-th path parameter; empty when the pattern has fewer.
    pub(crate) fn segment(&self, at: usize) -> &str {
        self.segments.get(at).map_or("", String::as_str)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// 400 when it is empty or no JSON.
    pub(crate) fn json(&self) -> Result<Value, ApiError> {
        if self.request.body.is_empty() {
            return Err(ApiError::bad_request("The request body is missing"));
        }
        serde_json::from_slice(&self.request.body).map_err(|error| {
            ApiError::bad_request(format!("The request body is not valid JSON: {error}"))
        })
    }
}

/// Percent-decodes one path segment; invalid UTF-8 becomes the replacement character.
pub(crate) fn decode_segment(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}
