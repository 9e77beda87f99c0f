//! A person's decisions: answers to findings and patches on produced objects.

use std::{collections::BTreeMap, net::IpAddr};

use ovhai_model::{Address, FindingKind, Workload};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    lower::{Sizes, holdings, rules},
    problem::Problem,
};

/// Answers and overrides, as configuration holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decisions {
    /// `slug` (for every workload) or `slug@kind/id` (for one) → the decision. It marks the finding as decided; where the
    /// finding asks for a value, it is the value.
    pub answers: BTreeMap<String, String>,
    /// `Kind/name` → JSON merge patch (RFC 7386) on that object.
    pub overrides: BTreeMap<String, Value>,
}

/// What an answer must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// Any text; it says that a person has seen to it.
    Acceptance,
    /// An image reference, for one workload.
    Image,
    /// A host name, for one workload.
    Host,
    /// A size such as `80Gi`.
    Size,
    /// A size such as `80Gi` for all volumes, or sizes by mount path such as `/workspace/data=500Gi,/models=80Gi`.
    Sizes,
    /// Users and groups of the cluster, such as `user:anna@example.com, group:ml`; or `none`.
    Subjects,
    /// One of these words.
    Choice(&'static [&'static str]),
}

impl Decisions {
    /// The answer to `kind` at `address`; the one for this workload before the one for all.
    pub(crate) fn answer(&self, kind: &FindingKind, address: &Address) -> Option<&str> {
        self.answer_to(kind.slug, address)
    }

    /// The answer to `slug` at `address`.
    pub(crate) fn answer_to(&self, slug: &str, address: &Address) -> Option<&str> {
        if self.answers.is_empty() {
            return None;
        }
        self.answers
            .get(&format!("{slug}@{address}"))
            .or_else(|| self.answers.get(slug))
            .map(String::as_str)
    }
}

impl AnswerForm {
    /// Why `answer`, given for one workload or for all, is not usable.
    pub(crate) fn refusal(self, answer: &str, for_all: bool) -> Option<String> {
        if answer.trim().is_empty() {
            return Some("the answer is empty; write what was decided".to_owned());
        }
        match self {
            Self::Acceptance => None,
            Self::Image | Self::Host if for_all => Some(
                "this finding asks for a value of one workload; write the key as slug@kind/id"
                    .to_owned(),
            ),
            Self::Image if !rules::is_image(answer) => Some(format!(
                "`{answer}` is no image reference; write one such as registry.example.com/team/app:1.0"
            )),
            Self::Host if !rules::is_host(answer) || answer.parse::<IpAddr>().is_ok() => Some(
                format!("`{answer}` is no host name; write one such as app.example.com"),
            ),
            Self::Size if rules::bytes(answer).is_none_or(|size| size == 0) => {
                Some(format!("`{answer}` is no size; write one such as 80Gi"))
            }
            Self::Sizes => Sizes::read(answer).err(),
            Self::Subjects if holdings::subjects(answer).is_none() => Some(format!(
                "`{answer}` names no users or groups; write user:NAME or group:NAME, several joined by commas, or none; names \
                 of the cluster's own (system:) are refused"
            )),
            Self::Choice(words) if !words.contains(&answer) => {
                Some(format!("`{answer}` is none of: {}", words.join(", ")))
            }
            _ => None,
        }
    }

    /// What `answer`, given for all workloads or for the one at `address`, names that none of these has.
    pub(crate) fn strangers<'a>(
        self,
        answer: &'a str,
        address: Option<&str>,
        workloads: &[Workload],
    ) -> impl Iterator<Item = String> + use<'a> {
        let sizes = (self == Self::Sizes).then(|| Sizes::read(answer).unwrap_or_default());
        let meant = workloads
            .iter()
            .filter(|known| address.is_none_or(|address| known.address.to_string() == address));
        let volumes = meant.flat_map(|workload| &workload.volumes);
        let unknown = sizes.map_or_else(Vec::new, |sizes| sizes.unknown(volumes));
        unknown.into_iter().map(|path| {
            format!("no volume is mounted at `{path}`; write the path as the workload has it")
        })
    }
}

/// Why `patch` may not be laid over the object `kind/name`.
pub(crate) fn patch_problem(key: &str, kind: &str, name: &str, patch: &Value) -> Option<Problem> {
    let problem = |message: String| Some(Problem::new(["overrides", key], message));
    let Some(members) = patch.as_object() else {
        return problem(
            "an override is an object: a JSON merge patch on the produced one".to_owned(),
        );
    };
    let changes = |member: Option<&Value>, expected: &str| {
        member.is_some_and(|value| value.as_str() != Some(expected))
    };
    if members.contains_key("apiVersion") {
        return problem(
            "an override must not set apiVersion: it would be another kind of object".to_owned(),
        );
    }
    if changes(members.get("kind"), kind) {
        return problem(format!("an override must not change the kind `{kind}`"));
    }
    match members.get("metadata") {
        None => None,
        Some(Value::Object(metadata)) if changes(metadata.get("name"), name) => {
            problem(format!("an override must not change the name `{name}`"))
        }
        Some(Value::Object(metadata)) if metadata.contains_key("namespace") => problem(
            "an override must not change the namespace; set the profile's namespace".to_owned(),
        ),
        Some(Value::Object(_)) => None,
        Some(_) => problem("an override must not replace metadata; patch its members".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn patches_keep_an_objects_identity() {
        let problem = |patch: Value| {
            patch_problem("Deployment/a", "Deployment", "a", &patch).map(|problem| problem.message)
        };
        assert_eq!(problem(json!({"spec": {"replicas": 2}})), None);
        assert_eq!(
            problem(json!({"kind": "Deployment", "metadata": {"name": "a", "labels": {"x": "y"}}})),
            None
        );
        for patch in [
            json!([]),
            json!({"apiVersion": "v1"}),
            json!({"kind": null}),
            json!({"metadata": {"name": "b"}}),
            json!({"metadata": {"namespace": "b"}}),
            json!({"metadata": null}),
        ] {
            assert!(problem(patch.clone()).is_some(), "{patch}");
        }
    }

    #[test]
    fn answers_have_a_form() {
        assert_eq!(AnswerForm::Acceptance.refusal("yes", true), None);
        assert!(AnswerForm::Acceptance.refusal(" ", true).is_some());
        assert!(AnswerForm::Image.refusal("nginx:1", true).is_some());
        assert_eq!(AnswerForm::Image.refusal("nginx:1", false), None);
        assert!(AnswerForm::Host.refusal("a b", false).is_some());
        assert!(AnswerForm::Size.refusal("much", true).is_some());
        assert!(AnswerForm::Choice(&["args"]).refusal("arg", true).is_some());
        assert_eq!(AnswerForm::Subjects.refusal("group:ml", true), None);
        assert!(
            AnswerForm::Subjects
                .refusal("bound by hand", false)
                .is_some()
        );
    }
}
