//! Asking a cluster whether it would take objects.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use super::{
    Cluster,
    answer::{Answer, Wire, segment},
    discovery::{Discovery, Found, Served},
    standing::{self, Standing},
};
use crate::{
    Error, Object, Outcome, Redact, Verdict,
    check::is_custom,
    findings::{
        AGAINST_RULES, CRD_MISSING, LIMITS_IN_THE_WAY, MISSING_RIGHT, NAMESPACE_MISSING,
        NOT_PROVEN, OTHER_NAMESPACE, OWNED_BY_ANOTHER, REFUSED, WARNED,
    },
    verdict::Reason,
};

/// The field manager of dry runs, and the one that people are told to apply with: under another one, fields of others would
/// conflict only when it counts, and fields that an earlier export had would stay.
pub const FIELD_MANAGER: &str = "ovhai-exit";

/// Asks one cluster about the objects of one export. Calls may run side by side; what one of them learns about rights and
/// namespaces spares the others their own refusal.
pub struct Prover {
    wire: Wire,
    default_namespace: String,
    validation_namespace: Option<String>,
    discovery: Discovery,
    learnt: Mutex<Learnt>,
}

#[derive(Debug, Default)]
struct Learnt {
    /// Group, version, kind and namespace. A cluster looks at rights before it looks for the namespace, so each kind is asked
    /// once: otherwise it would depend on what is asked first whether a missing right is told.
    missing_namespaces: BTreeSet<String>,
    /// Group, version, kind and namespace to what is lacking.
    denied: BTreeMap<String, String>,
}

impl fmt::Debug for Prover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prover")
            .field("cluster", &self.wire.cluster)
            .field("validation_namespace", &self.validation_namespace)
            .finish_non_exhaustive()
    }
}

/// Where an object is tried.
struct Place<'a> {
    served: &'a Served,
    namespace: Option<&'a str>,
}

impl Prover {
    /// Objects whose namespace does not exist are tried in `validation_namespace`. Messages go through `redact`.
    #[must_use]
    pub fn new(cluster: &Cluster, validation_namespace: Option<String>, redact: Redact) -> Self {
        Self {
            default_namespace: cluster.client.default_namespace().to_owned(),
            wire: Wire {
                client: cluster.client.clone(),
                cluster: cluster.name.clone(),
                redact,
            },
            validation_namespace,
            discovery: Discovery::default(),
            learnt: Mutex::default(),
        }
    }

    /// What the cluster says of `object`; where it cannot say, `checked`, which was found without it, with the reason.
    ///
    /// # Errors
    /// [`Error::Unreachable`]: nothing more can be asked.
    pub async fn prove(&self, object: &Object, checked: Verdict) -> Result<Verdict, Error> {
        if object.kind().is_empty() || object.name().is_empty() || checked.is_certain {
            return Ok(checked);
        }
        let found = self
            .discovery
            .find(&self.wire, object.api_version(), object.kind())
            .await?;
        let served = match found {
            Found::Served(served) => served,
            Found::Missing(what) => return Ok(checked.without_cluster(&CRD_MISSING, what)),
            Found::Broken(why) => return Ok(checked.without_cluster(&NOT_PROVEN, why)),
        };
        let own = object.namespace().unwrap_or(&self.default_namespace);
        let place = Place {
            served: &served,
            namespace: served.is_namespaced.then_some(own),
        };
        let about = about(object, &place);
        if served.is_namespaced && self.learnt().missing_namespaces.contains(&about) {
            return self.prove_elsewhere(object, checked, &place).await;
        }
        match self.ask(object, &object.tree, &place).await? {
            Answer::NamespaceMissing if served.is_namespaced => {
                self.learnt().missing_namespaces.insert(about);
                self.prove_elsewhere(object, checked, &place).await
            }
            Answer::Accepted {
                warnings,
                is_new: false,
            } => {
                let standing = self.standing(object, &place).await?;
                let answer = Answer::Accepted {
                    warnings,
                    is_new: false,
                };
                Ok(among(standing, verdict(object, checked, answer)))
            }
            answer => Ok(verdict(object, checked, answer)),
        }
    }

    /// What the object of the same name is that the cluster has already.
    async fn standing(&self, object: &Object, place: &Place<'_>) -> Result<Standing, Error> {
        if !standing::says_origin(&object.tree) {
            return Ok(Standing::Same);
        }
        let about = format!("get {}", about(object, place));
        if let Some(lacking) = self.learnt().denied.get(&about) {
            return Ok(Standing::MissingRight(lacking.clone()));
        }
        let reply = self.wire.get(&path(object, place)).await?;
        let standing = standing::of(&object.tree, &reply, self.wire.redact);
        if let Standing::MissingRight(lacking) = &standing {
            self.learnt().denied.insert(about, lacking.clone());
        }
        Ok(standing)
    }

    async fn prove_elsewhere(
        &self,
        object: &Object,
        checked: Verdict,
        place: &Place<'_>,
    ) -> Result<Verdict, Error> {
        let own = place.namespace.unwrap_or_default();
        let Some(other) = &self.validation_namespace else {
            let detail = format!("there is no namespace {own}");
            return Ok(checked.without_cluster(&NAMESPACE_MISSING, detail));
        };
        let mut moved = object.tree.clone();
        moved["metadata"]["namespace"] = Value::from(other.as_str());
        let place = Place {
            served: place.served,
            namespace: Some(other),
        };
        Ok(match self.ask(object, &moved, &place).await? {
            Answer::NamespaceMissing => {
                let detail = format!("there is neither the namespace {own} nor {other}");
                checked.without_cluster(&NAMESPACE_MISSING, detail)
            }
            // What is there under this name is another object than the one that will be applied.
            Answer::Conflict(owners) => {
                let detail = format!("{other} has an object of this name: {owners}");
                elsewhere(checked.without_cluster(&NOT_PROVEN, detail), own, other)
            }
            // Its own namespace will have others.
            Answer::Limits(detail) => {
                let checked = checked.without_cluster(&LIMITS_IN_THE_WAY, detail);
                elsewhere(checked, own, other)
            }
            answer @ (Answer::Accepted { .. } | Answer::Refused(_)) => {
                elsewhere(verdict(object, checked, answer), own, other)
            }
            answer => verdict(object, checked, answer),
        })
    }

    async fn ask(&self, object: &Object, tree: &Value, place: &Place<'_>) -> Result<Answer, Error> {
        let about = about(object, place);
        if let Some(lacking) = self.learnt().denied.get(&about) {
            return Ok(Answer::MissingRight(lacking.clone()));
        }
        let path = format!(
            "{}?dryRun=All&fieldManager={FIELD_MANAGER}&fieldValidation=Strict",
            path(object, place)
        );
        let answer = self.wire.apply(&path, tree).await?.judge(self.wire.redact);
        // A right to grant rights depends on the Role, not on its kind.
        if let Answer::MissingRight(lacking) = &answer
            && !lacking.contains("grant")
        {
            self.learnt().denied.insert(about, lacking.clone());
        }
        Ok(answer)
    }

    fn learnt(&self) -> MutexGuard<'_, Learnt> {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whose rights and namespaces are the same.
fn about(object: &Object, place: &Place<'_>) -> String {
    format!(
        "{} {} {}",
        object.api_version(),
        object.kind(),
        place.namespace.unwrap_or_default()
    )
}

fn path(object: &Object, place: &Place<'_>) -> String {
    let version = object
        .api_version()
        .split('/')
        .map(segment)
        .collect::<Vec<_>>()
        .join("/");
    let root = if version.contains('/') {
        "/apis"
    } else {
        "/api"
    };
    let namespace = place
        .namespace
        .map_or_else(String::new, |name| format!("/namespaces/{}", segment(name)));
    format!(
        "{root}/{version}{namespace}/{}/{}",
        segment(&place.served.plural),
        segment(object.name()),
    )
}

/// What an answer in another namespace is worth: a refusal is one, but what is accepted there is not proven.
fn elsewhere(mut verdict: Verdict, own: &str, other: &str) -> Verdict {
    verdict.outcome = verdict.outcome.max(Outcome::NotProven);
    let detail = format!(
        "tried in {other} instead of {own}, whose quotas, limits and pod security were not asked"
    );
    // Where it was tried is part of why it was refused.
    let at = usize::from(verdict.outcome == Outcome::Refused).min(verdict.reasons.len());
    verdict.reasons.insert(
        at,
        Reason {
            kind: &OTHER_NAMESPACE,
            detail,
        },
    );
    verdict
}

/// The verdict on an object that is accepted, with what of its name is there already.
fn among(standing: Standing, mut verdict: Verdict) -> Verdict {
    let (outcome, kind, detail) = match standing {
        Standing::Same => return verdict,
        Standing::OfAnother(detail) => (Outcome::Refused, &OWNED_BY_ANOTHER, detail),
        Standing::MissingRight(detail) => (
            Outcome::NotProven,
            &MISSING_RIGHT,
            format!("{detail}, so nobody knows what the object of this name was exported from"),
        ),
        Standing::Unsure(detail) => (Outcome::NotProven, &NOT_PROVEN, detail),
    };
    verdict.outcome = verdict.outcome.max(outcome);
    verdict.reasons.insert(0, Reason { kind, detail });
    verdict
}

fn verdict(object: &Object, checked: Verdict, answer: Answer) -> Verdict {
    let refused = |kind, detail| {
        let reasons = vec![Reason { kind, detail }];
        Verdict::new(object, Outcome::Refused, reasons)
    };
    match answer {
        Answer::Accepted { warnings, .. } => {
            let warned = warnings.into_iter().map(|detail| Reason {
                kind: &WARNED,
                detail,
            });
            // The server judges built-in kinds itself. For others it has a schema, and what their add-on makes of an object it
            // only knows with the add-on's webhook.
            let told = checked
                .reasons
                .into_iter()
                .filter(|reason| is_custom(object) && reason.kind.slug == REFUSED.slug)
                .map(|reason| Reason {
                    kind: &AGAINST_RULES,
                    detail: reason.detail,
                });
            Verdict::new(object, Outcome::Proven, warned.chain(told).collect())
        }
        Answer::Conflict(detail) => refused(&OWNED_BY_ANOTHER, detail),
        Answer::Refused(detail) | Answer::Limits(detail) => refused(&REFUSED, detail),
        Answer::MissingRight(lacking) => checked.without_cluster(&MISSING_RIGHT, lacking),
        Answer::KindMissing(detail) => checked.without_cluster(&CRD_MISSING, detail),
        Answer::Unsure(detail) => checked.without_cluster(&NOT_PROVEN, detail),
        Answer::NamespaceMissing => checked.without_cluster(
            &NAMESPACE_MISSING,
            "the cluster says that a namespace is missing".to_owned(),
        ),
    }
}
