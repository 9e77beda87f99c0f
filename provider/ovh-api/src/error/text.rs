//! What errors say.

use std::fmt;

use super::{
    AmbiguousCreate, ApiError, ListDisagreement, Problem, TransportError, UndecodableAnswer,
};
use crate::transport::FaultKind;

/// ` [query id …; after 3 attempts]`.
pub(super) struct Trail<'a>(pub Option<&'a str>, pub u32);

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(id) => write!(f, " [query id {id}")?,
            None => f.write_str(" [no query id in the answer")?,
        }
        if self.1 > 1 {
            write!(f, "; tried {} times", self.1)?;
        }
        f.write_str("]")
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} answered {}", self.method, self.path, self.status)?;
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        write!(f, ": {}", self.message)?;
        for (name, text) in self.details.iter().filter(|(_, text)| !text.is_empty()) {
            write!(f, "; {name}: {text}")?;
        }
        write!(f, "{}", Trail(self.query_id.as_deref(), self.attempts))?;
        match &self.hint {
            Some(hint) => write!(f, ": {hint}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for UndecodableAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} answered {} with ",
            self.method, self.path, self.status
        )?;
        let wrong_place = match &self.problem {
            Problem::Empty => f.write_str("nothing").map(|()| true),
            Problem::Html => f.write_str("an HTML page").map(|()| true),
            Problem::NotJson => f.write_str("text that is not JSON").map(|()| true),
            Problem::Truncated => f.write_str("JSON that breaks off").map(|()| false),
            Problem::Redirect(Some(host)) => {
                write!(f, "a redirect to {host}, which is not followed because credentials travel with the call")
                    .map(|()| true)
            }
            Problem::Redirect(None) => f.write_str("a redirect").map(|()| true),
            Problem::Unexpected(words) => {
                write!(f, "JSON of another form than documented ({words})").map(|()| false)
            }
        }?;
        if wrong_place {
            f.write_str("; is the endpoint right?")?;
        }
        write!(f, "{}", Trail(self.query_id.as_deref(), self.attempts))?;
        if !self.excerpt.is_empty() {
            write!(f, "; the answer begins: {}", self.excerpt)?;
        }
        Ok(())
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            FaultKind::Connect => "cannot connect",
            FaultKind::Tls => "no trusted TLS connection",
            FaultKind::Timeout => "no whole answer in time",
            FaultKind::Interrupted => "the connection broke before the whole answer was there",
            FaultKind::TooLarge => "the answer is larger than any answer of the API",
            FaultKind::Unusable => "the call could not be sent",
        };
        write!(
            f,
            "{} {} at {}: {what}: {}",
            self.method, self.path, self.host, self.message
        )?;
        if self.attempts > 1 {
            write!(f, " [tried {} times]", self.attempts)?;
        }
        match self.kind {
            FaultKind::Connect => {
                f.write_str("; check the endpoint, the network and the proxy settings")
            }
            FaultKind::Tls => {
                f.write_str("; check the endpoint and the machine's certificate authorities")
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for ListDisagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<_> = self.counts.iter().map(ToString::to_string).collect();
        write!(
            f,
            "the list {} could not be read completely: {} reads gave {} objects, and the last two differ in {} ids",
            self.path,
            self.counts.len(),
            counts.join(", "),
            self.differing
        )?;
        if !self.ids.is_empty() {
            write!(
                f,
                " ({}{})",
                self.ids.join(", "),
                if self.ids.len() < self.differing {
                    ", …"
                } else {
                    ""
                }
            )?;
        }
        f.write_str(
            "; objects may be created or deleted right now: try again when the project is quiet",
        )
    }
}

impl fmt::Display for AmbiguousCreate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} may or may not have been created, and was not tried again because a second one would be billed too: {}",
            self.what, self.cause
        )?;
        if let Some(lookup) = &self.lookup {
            write!(f, "; looking it up: {lookup}")?;
        }
        if !self.candidates.is_empty() {
            write!(f, "; it may be one of {}", self.candidates.join(", "))?;
        }
        f.write_str("; look at the project, then import or delete it")
    }
}
