//! HTTP probes: bounds and defaults of `app.ProbeInput`.

use serde_json::{Value, json};

use super::{MAX_PORT, Members};
use crate::errors::ApiError;

/// Which of the two probes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProbeKind {
    /// `probe`
    Readiness,
    /// `livenessProbe`: its success threshold must be 1.
    Liveness,
}

impl ProbeKind {
    pub(crate) fn member(self) -> &'static str {
        match self {
            Self::Readiness => "probe",
            Self::Liveness => "livenessProbe",
        }
    }
}

const KNOWN: &[&str] = &[
    "failureThreshold",
    "initialDelaySeconds",
    "path",
    "periodSeconds",
    "port",
    "successThreshold",
    "timeoutSeconds",
];

/// The probe of `members` with its defaults, or null when there is none.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn probe(
    members: Members<'_>,
    kind: ProbeKind,
    default_port: i64,
    lenient: bool,
) -> Result<Value, ApiError> {
    let Some(value) = members.value(kind.member()) else {
        return Ok(Value::Null);
    };
    let probe = Members::read(value, kind.member(), KNOWN, lenient)?;
    let path = probe.text("path")?.unwrap_or("/");
    if !path.starts_with('/') {
        return Err(probe.refuse("path", "must start with /"));
    }
    let success = probe.integer("successThreshold", 1, i64::MAX)?.unwrap_or(1);
    if kind == ProbeKind::Liveness && success != 1 {
        return Err(probe.refuse("successThreshold", "must be 1 for a liveness probe"));
    }
    Ok(json!({
        "failureThreshold": probe.integer("failureThreshold", 1, i64::MAX)?.unwrap_or(3),
        "initialDelaySeconds": probe.integer("initialDelaySeconds", 0, i64::MAX)?.unwrap_or(0),
        "path": path,
        "periodSeconds": probe.integer("periodSeconds", 1, i64::MAX)?.unwrap_or(10),
        "port": probe.integer("port", 1, MAX_PORT)?.unwrap_or(default_port),
        "successThreshold": success,
        "timeoutSeconds": probe.integer("timeoutSeconds", 1, i64::MAX)?.unwrap_or(1),
    }))
}
