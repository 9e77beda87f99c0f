//! Requests without IO: method, path, query and body of one call.

use std::fmt::Write;

use bytes::Bytes;
use http::{HeaderValue, Method};
use ovhai_platform::documents::{Nulls, Wire};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use crate::{Error, Secret, calls::Call};

/// Everything but the unreserved characters of RFC 3986 is encoded, in paths and in queries.
pub(crate) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Header that asks for the next part of a list.
pub(crate) const CURSOR: &str = "X-Pagination-Cursor";

/// One call with its parameters. `Debug` shows no body.
#[derive(Clone)]
pub struct Request {
    pub(crate) call: &'static Call,
    path: String,
    query: String,
    pub(crate) body: Option<Bytes>,
    /// Texts of the body that must not appear in errors even if the server repeats them.
    pub(crate) secrets: Vec<Secret>,
    /// Where a list goes on.
    pub(crate) cursor: Option<HeaderValue>,
    /// Lists of which this one may leave objects out; they hold everything together. Empty for a list without filter.
    pub(crate) sources: Vec<Request>,
    /// Number and size of the page that the gateway is asked for.
    pub(crate) gateway_page: Option<(usize, usize)>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.call.method)
            .field("path", &self.target())
            .finish_non_exhaustive()
    }
}

impl Request {
    /// Fills `parameters` into the path of `call`, in order and encoded.
    ///
    /// # Errors
    /// A parameter that would change the path: empty, `.` or `..`.
    ///
    /// # Panics
    /// Never; a wrong number of parameters is an [`Error::BadParameter`] too.
    pub fn new(call: &'static Call, parameters: &[&str]) -> Result<Self, Error> {
        let mut path = String::new();
        let mut values = parameters.iter();
        for segment in call.path.split('/').skip(1) {
            path.push('/');
            let Some(name) = segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            else {
                path.push_str(segment);
                continue;
            };
            let bad = |problem| Error::BadParameter {
                name: name.to_owned(),
                problem,
            };
            match values.next() {
                None | Some(&"") => return Err(bad("it is empty")),
                Some(&("." | "..")) => return Err(bad("it would lead to another path")),
                Some(value) => path.extend(utf8_percent_encode(value, ENCODED)),
            }
        }
        if values.next().is_some() {
            return Err(Error::BadParameter {
                name: call.path.to_owned(),
                problem: "there are more values than parameters",
            });
        }
        Ok(Self {
            call,
            path,
            query: String::new(),
            body: None,
            secrets: Vec::new(),
            cursor: None,
            sources: Vec::new(),
            gateway_page: None,
        })
    }

    /// Adds a query parameter; a name may be added more than once.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let separator = if self.query.is_empty() { "" } else { "&" };
        // Writing to a String cannot fail.
        let _ = write!(
            self.query,
            "{separator}{}={}",
            utf8_percent_encode(name, ENCODED),
            utf8_percent_encode(value, ENCODED)
        );
        self
    }

    /// Asks for the part of a list that begins where an earlier part ended.
    pub(crate) fn cursor(mut self, cursor: HeaderValue) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// Asks the gateway to cut a list, which works on any list of the first version of the API: pages begin at 1
    /// (platform-facts section 3). Only the console is known to do so; our lists do not.
    #[must_use]
    pub const fn gateway_page(mut self, number: usize, size: usize) -> Self {
        self.gateway_page = Some((number, size));
        self
    }

    /// Notes that the query may leave out objects that `sources` hold together.
    pub(crate) fn filtered_from(self, sources: Vec<Self>) -> Self {
        Self { sources, ..self }
    }

    /// Adds a query parameter if there is a value.
    pub(crate) fn query_if(self, name: &str, value: Option<impl std::fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(name, &value.to_string()),
            None => self,
        }
    }

    /// Sets a JSON body.
    ///
    /// # Errors
    /// The value has no JSON form.
    pub fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let bytes = serde_json::to_vec(body).map_err(|_| Error::BadParameter {
            name: "body".to_owned(),
            problem: "it cannot be written as JSON",
        })?;
        self.body = Some(bytes.into());
        Ok(self)
    }

    /// Sets a document as body. Its secret texts will not be shown; those under four characters are left, because they
    /// would blank out words of every message.
    pub(crate) fn document(self, body: &impl Wire) -> Result<Self, Error> {
        let mut secrets = Vec::new();
        gather(
            &body.write(Nulls::AsRead),
            &body.write(Nulls::Hidden),
            &mut secrets,
        );
        let request = self.json(&body.write(Nulls::AsRead))?;
        Ok(request.secrets(secrets))
    }

    /// Names texts of the body that must never be shown.
    #[must_use]
    pub fn secrets(mut self, secrets: impl IntoIterator<Item = Secret>) -> Self {
        self.secrets.extend(secrets);
        self
    }

    /// HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        // The table holds only methods that http knows.
        Method::from_bytes(self.call.method.as_bytes()).unwrap_or(Method::GET)
    }

    /// Path and query below the endpoint's root.
    #[must_use]
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// Path alone.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The body's bytes; empty without a body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body.as_deref().unwrap_or_default()
    }
}

/// The texts of `plain` that are hidden in `hidden`, the same document.
fn gather(plain: &Value, hidden: &Value, secrets: &mut Vec<Secret>) {
    match (plain, hidden) {
        (Value::Object(plain), Value::Object(hidden)) => {
            for (name, member) in plain {
                if let Some(other) = hidden.get(name) {
                    gather(member, other, secrets);
                }
            }
        }
        (Value::Array(plain), Value::Array(hidden)) => {
            for (item, other) in plain.iter().zip(hidden) {
                gather(item, other, secrets);
            }
        }
        (Value::String(text), other) if other.as_str() != Some(text) && text.len() >= 4 => {
            secrets.push(Secret::new(text));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::calls;

    #[test]
    fn parameters_cannot_leave_their_segment() {
        let request = Request::new(&calls::APP, &["p", "../../x?y#z%\u{0}é"]).unwrap();
        assert_eq!(
            request.target(),
            "/cloud/project/p/ai/app/..%2F..%2Fx%3Fy%23z%25%00%C3%A9"
        );
        for value in ["", ".", ".."] {
            assert!(matches!(
                Request::new(&calls::APP, &["p", value]),
                Err(Error::BadParameter { name, .. }) if name == "appId"
            ));
        }
        assert!(Request::new(&calls::APP, &["p"]).is_err());
        assert!(Request::new(&calls::APP, &["p", "a", "b"]).is_err());
    }

    #[test]
    fn repeated_names_stay() {
        let request = Request::new(&calls::APPS, &["p"])
            .unwrap()
            .query("statusState", "RUNNING")
            .query("statusState", "FAILED")
            .query("updatedAfter", "2026-01-01T00:00:00+01:00");
        assert_eq!(
            request.target(),
            "/cloud/project/p/ai/app?statusState=RUNNING&statusState=FAILED&updatedAfter=2026-01-01T00%3A00%3A00%2B01%3A00"
        );
    }

    proptest! {
        /// The URL library must not touch what was encoded here, or the signature would cover another text.
        #[test]
        fn urls_are_sent_as_built(id in "\\PC{1,40}", name in "\\PC{1,10}", value in "\\PC{0,40}") {
            prop_assume!(id != "." && id != "..");
            let request = Request::new(&calls::APP, &["p", &id]).unwrap().query(&name, &value);
            let text = format!("https://eu.api.ovh.com/1.0{}", request.target());
            let url = Url::parse(&text).unwrap();
            prop_assert_eq!(url.as_str(), &text);
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 7);
            let (got_name, got_value) = url.query_pairs().next().unwrap();
            prop_assert_eq!((got_name.as_ref(), got_value.as_ref()), (name.as_str(), value.as_str()));
            let back = percent_encoding::percent_decode_str(segments[6]).decode_utf8().unwrap();
            prop_assert_eq!(back.as_ref(), id.as_str());
        }
    }
}
