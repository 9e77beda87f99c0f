//! Calls to an API server, and what its answers mean.

use std::collections::{BTreeMap, BTreeSet};

use http::{Method, Request};
use http_body_util::BodyExt;
use kube::{
    Client,
    client::Body,
    core::{Status, response::StatusDetails},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::plain;
use crate::{Error, Redact};

/// The connection, with what every call needs.
#[derive(Clone)]
pub struct Wire {
    pub client: Client,
    pub cluster: String,
    pub redact: Redact,
}

/// A whole answer.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
    /// Texts of `Warning` headers.
    pub warnings: Vec<String>,
}

/// What an apply came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// It would be accepted.
    Accepted {
        /// The server's warnings.
        warnings: Vec<String>,
        /// Whether nothing of this name is there yet.
        is_new: bool,
    },
    /// Its namespace does not exist.
    NamespaceMissing,
    /// The cluster stopped serving the kind, or never did.
    KindMissing(String),
    /// Who asks may not, in words that name verb and resource.
    MissingRight(String),
    /// Fields of it are managed by others and have other values, in words that name managers and fields.
    Conflict(String),
    /// A quota or a range of limits of its namespace refuses it, in the server's words.
    Limits(String),
    /// It would be refused, in the server's words.
    Refused(String),
    /// The server could not say, in its words.
    Unsure(String),
}

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// A part of a path. Names come from configuration and could hold anything.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

impl Wire {
    pub fn unreachable(&self, problem: String) -> Error {
        Error::Unreachable {
            cluster: self.cluster.clone(),
            problem,
        }
    }

    pub async fn get(&self, path: &str) -> Result<Reply, Error> {
        self.call(Method::GET, path, None).await
    }

    /// Sends an apply patch, which must ask for a dry run.
    pub async fn apply(&self, path: &str, object: &serde_json::Value) -> Result<Reply, Error> {
        debug_assert!(
            path.contains("dryRun=All"),
            "an apply would change something"
        );
        self.call(Method::PATCH, path, Some(object.to_string()))
            .await
    }

    async fn call(&self, method: Method, path: &str, body: Option<String>) -> Result<Reply, Error> {
        // A kept connection may close just when it is used again. Nothing is changed, so asking twice is harmless.
        match self.once(&method, path, body.clone()).await {
            Ok(reply) => self.usable(reply),
            Err(first) => {
                tracing::debug!(error = %plain(&first), "asking the cluster again");
                let reply = self
                    .once(&method, path, body)
                    .await
                    .map_err(|error| self.unreachable(plain(&error)))?;
                self.usable(reply)
            }
        }
    }

    async fn once(
        &self,
        method: &Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Reply, kube::Error> {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header("accept", "application/json");
        if body.is_some() {
            request = request.header("content-type", "application/apply-patch+yaml");
        }
        let request = request
            .body(Body::from(body.unwrap_or_default().into_bytes()))
            .map_err(kube::Error::HttpError)?;
        let response = self.client.send(request).await?;
        let status = response.status().as_u16();
        let warnings = response
            .headers()
            .get_all("warning")
            .iter()
            .filter_map(|value| warning(value.to_str().ok()?))
            .collect();
        let body = response.into_body().collect().await?.to_bytes().to_vec();
        Ok(Reply {
            status,
            body,
            warnings,
        })
    }

    /// An answer that no further call would better ends everything.
    fn usable(&self, reply: Reply) -> Result<Reply, Error> {
        match reply.status {
            401 => Err(self.unreachable(
                "it does not accept the credentials; renew the token or the kubeconfig".to_owned(),
            )),
            300..=399 => Err(self.unreachable(
                "it answers with a redirection, as a login page would; name the API server itself"
                    .to_owned(),
            )),
            407 => Err(self.unreachable("a proxy on the way wants credentials".to_owned())),
            _ => Ok(reply),
        }
    }
}

/// The text of a `Warning` header, `299 - "text"`.
fn warning(header: &str) -> Option<String> {
    let start = header.find('"')? + 1;
    let end = header.rfind('"').filter(|end| *end >= start)?;
    Some(
        header[start..end]
            .replace("\\\"", "\"")
            .replace("\\\\", "\\"),
    )
}

impl Reply {
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// What is lacking, if it refuses for want of a right.
    pub fn missing_right(&self) -> Option<String> {
        let status = self.status_object().filter(|_| self.status == 403)?;
        missing_right(&status)
    }

    fn status_object(&self) -> Option<Status> {
        serde_json::from_slice::<Status>(&self.body)
            .ok()
            .filter(|status| !status.message.is_empty())
    }

    /// The server's words, redacted and short enough to show.
    pub fn message(&self, redact: Redact) -> String {
        match self.status_object() {
            Some(status) => shown(&status.message, redact),
            None => format!("status {} without a reason", self.status),
        }
    }

    /// What it means for the apply it answers.
    pub fn judge(&self, redact: Redact) -> Answer {
        if self.is_success() {
            let warnings = self.warnings.iter().map(|text| shown(text, redact));
            return Answer::Accepted {
                warnings: warnings.collect(),
                is_new: self.status == 201,
            };
        }
        let status = self.status_object().unwrap_or_default();
        let message = self.message(redact);
        match self.status {
            400 if status.message.contains("does not support dry run") => Answer::Unsure(message),
            // The quota's own numbers are not there yet.
            403 if status
                .message
                .contains("is forbidden: status unknown for quota") =>
            {
                Answer::Unsure(message)
            }
            403 if is_about_limits(&status.message) => Answer::Limits(message),
            403 => missing_right(&status).map_or(Answer::Refused(message), Answer::MissingRight),
            404 if is_about_namespace(&status) => Answer::NamespaceMissing,
            404 => Answer::KindMissing(message),
            409 => owners(&status, redact).map_or(Answer::Refused(message), Answer::Conflict),
            408 | 429 | 500..=599 => Answer::Unsure(message),
            _ => Answer::Refused(message),
        }
    }
}

fn is_about_namespace(status: &Status) -> bool {
    let kind = status
        .details
        .as_ref()
        .map_or("", |StatusDetails { kind, .. }| kind.as_str());
    kind == "namespaces" || status.message.starts_with("namespaces \"")
}

/// Whether a ResourceQuota or a LimitRange refuses. Webhooks may use such words too, but not in this place.
fn is_about_limits(message: &str) -> bool {
    let Some((_, why)) = message.split_once(" is forbidden: ") else {
        return false;
    };
    let why = why.trim_start_matches('[');
    ["exceeded quota: ", "failed quota: "]
        .iter()
        .any(|begin| why.starts_with(begin))
        || (["minimum ", "maximum "]
            .iter()
            .any(|begin| why.starts_with(begin))
            && why.contains(" usage per "))
        || why.contains(" max limit to request ratio per ")
}

/// What is lacking, if a refusal is about rights: admission uses the same status for its own reasons. The words are our own,
/// as the server's name the user.
fn missing_right(status: &Status) -> Option<String> {
    let message = &status.message;
    if message.contains("attempting to grant RBAC permissions not currently held") {
        return Some(
            "the user may not grant rights it does not have itself: it needs the rights of the Role, or escalate or bind"
                .to_owned(),
        );
    }
    let (_, rest) = message.split_once(" cannot ")?;
    let (verb, rest) = rest.split_once(" resource \"")?;
    let (resource, rest) = rest.split_once('"')?;
    let is_word = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b"/-".contains(&b))
    };
    if !is_word(verb) || !is_word(resource) {
        return None;
    }
    let group = rest
        .split_once("API group \"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("", |(group, _)| group);
    let place = if rest.contains("at the cluster scope") {
        " of the cluster".to_owned()
    } else {
        rest.split_once("namespace \"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map_or_else(String::new, |(namespace, _)| {
                format!(" in namespace {namespace}")
            })
    };
    let dot = if group.is_empty() { "" } else { "." };
    Some(format!(
        "the user may not {verb} {resource}{dot}{group}{place}"
    ))
}

/// Whose fields an apply would take, if a conflict is about that: managers and fields. Causes name no values but those of
/// lists that are sets, which are left out.
fn owners(status: &Status, redact: Redact) -> Option<String> {
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for cause in &status.details.as_ref()?.causes {
        if cause.reason != "FieldManagerConflict" {
            continue;
        }
        // `conflict with "helm" using apps/v1 at …`; the time would make every message another.
        let manager = cause.message.split('"').nth(1).unwrap_or("somebody else");
        let field = redact(&without_members(&cause.field));
        fields.entry(redact(manager)).or_default().insert(field);
    }
    let told: Vec<String> = fields
        .into_iter()
        .map(|(manager, fields)| {
            let shown: Vec<&str> = fields.iter().take(FIELDS).map(String::as_str).collect();
            let more = match fields.len() - shown.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{manager} manages {}{more}", shown.join(", "))
        })
        .collect();
    (!told.is_empty()).then(|| cut(told.join("; ")))
}

/// Fields named of one manager.
const FIELDS: usize = 5;

/// A field's path without members of sets, `.metadata.finalizers[="x"]`.
fn without_members(path: &str) -> String {
    let mut shown = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once("[=") {
        shown.push_str(before);
        shown.push_str("[…]");
        // A quoted member may hold the bracket that would end it.
        let end = match after.strip_prefix('"').map(|text| text.find("\"]")) {
            Some(end) => end.map(|at| at + 3),
            None => after.find(']').map(|at| at + 1),
        };
        rest = end.map_or("", |end| &after[end..]);
    }
    shown + rest
}

/// Longest message; validation of a large object lists every field.
const LONGEST: usize = 600;

fn shown(message: &str, redact: Redact) -> String {
    let one_line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(redact(&one_line))
}

fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push_str(" …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, message: &str) -> Reply {
        let body = serde_json::json!({ "kind": "Status", "message": message, "code": status });
        Reply {
            status,
            body: body.to_string().into_bytes(),
            warnings: Vec::new(),
        }
    }

    fn judge(status: u16, message: &str) -> Answer {
        reply(status, message).judge(str::to_owned)
    }

    #[test]
    fn answers_are_told_apart() {
        let missing = |text: &str| Answer::MissingRight(text.to_owned());
        for (status, message, wanted) in [
            (
                403,
                r#"deployments.apps "shop" is forbidden: User "ci" cannot patch resource "deployments" in API group "apps" in the namespace "ai""#,
                missing("the user may not patch deployments.apps in namespace ai"),
            ),
            (
                403,
                r#"namespaces "ai" is forbidden: User "ci" cannot create resource "namespaces" in API group "" at the cluster scope"#,
                missing("the user may not create namespaces of the cluster"),
            ),
            (
                404,
                r#"namespaces "ai" not found"#,
                Answer::NamespaceMissing,
            ),
            (
                404,
                "the server could not find the requested resource",
                Answer::KindMissing("the server could not find the requested resource".to_owned()),
            ),
        ] {
            assert_eq!(judge(status, message), wanted);
        }
        for (status, message) in [
            (
                403,
                "admission webhook \"p.example\" denied the request: no latest tags",
            ),
            (
                403,
                "admission webhook \"p\" denied the request: exceeded quota: of its own",
            ),
            (403, "one cannot be too careful"),
            (400, "strict decoding error: unknown field \"spec.x\""),
            (422, "Deployment.apps \"x\" is invalid: spec.selector"),
            (409, "conflict"),
        ] {
            assert_eq!(judge(status, message), Answer::Refused(message.to_owned()));
        }
        for message in [
            "persistentvolumeclaims \"x\" is forbidden: exceeded quota: compute, requested: requests.storage=60Gi",
            "pods \"x\" is forbidden: failed quota: compute: must specify limits.cpu",
            "pods \"x\" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 1]",
            "persistentvolumeclaims \"x\" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi",
            "pods \"x\" is forbidden: cpu max limit to request ratio per Container is 1",
        ] {
            assert_eq!(judge(403, message), Answer::Limits(message.to_owned()));
        }
        for (status, message) in [
            (
                403,
                "pods \"x\" is forbidden: status unknown for quota: compute, resources: pods",
            ),
            (500, "failed calling webhook"),
            (400, "admission webhook \"w\" does not support dry run"),
            (429, "slow down"),
        ] {
            assert_eq!(judge(status, message), Answer::Unsure(message.to_owned()));
        }
        let bare = Reply {
            status: 502,
            body: b"<html>".to_vec(),
            warnings: Vec::new(),
        };
        assert_eq!(
            bare.judge(str::to_owned),
            Answer::Unsure("status 502 without a reason".to_owned())
        );
    }

    #[test]
    fn a_conflict_names_managers_and_fields_but_no_values_and_no_time() {
        let cause = |message: &str, field: &str| serde_json::json!({ "reason": "FieldManagerConflict", "message": message, "field": field });
        let body = serde_json::json!({
            "kind": "Status", "code": 409, "reason": "Conflict",
            "message": "Apply failed with 4 conflicts: conflicts with \"helm\": hunter2",
            "details": { "causes": [
                cause("conflict with \"helm\" using apps/v1 at 2026-01-01T00:00:00Z", ".spec.replicas"),
                cause("conflict with \"helm\" using apps/v1", ".metadata.finalizers[=\"hun]ter2\"].x"),
                cause(
                    "conflict with \"kubectl-client-side-apply\" using apps/v1",
                    ".spec.template.spec.containers[name=\"shop\"].env[name=\"API_KEY\"].value",
                ),
                { "reason": "FieldValueInvalid", "message": "hunter2", "field": "x" },
            ] },
        });
        let reply = Reply {
            status: 409,
            body: body.to_string().into_bytes(),
            warnings: Vec::new(),
        };
        assert_eq!(
            reply.judge(str::to_owned),
            Answer::Conflict(
                "helm manages .metadata.finalizers[…].x, .spec.replicas; kubectl-client-side-apply manages \
                 .spec.template.spec.containers[name=\"shop\"].env[name=\"API_KEY\"].value"
                    .to_owned()
            )
        );
    }

    #[test]
    fn warnings_are_read_and_long_messages_are_cut() {
        assert_eq!(
            warning(r#"299 - "would violate \"restricted\"""#).as_deref(),
            Some(r#"would violate "restricted""#)
        );
        assert_eq!(warning("299"), None);
        let Answer::Refused(text) = judge(422, &"é ".repeat(5_000)) else {
            panic!("not refused");
        };
        assert!(text.len() < 610 && text.ends_with('…'));
    }

    #[test]
    fn parts_of_paths_cannot_leave_their_place() {
        assert_eq!(segment("../x?dryRun=None"), "..%2Fx%3FdryRun%3DNone");
    }
}
