//! Rendering in memory for what it finds, and judging the whole.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Estate, Finding, FindingKind, Graph, Selection};
use ovhai_platform::observe;
use ovhai_report::{Assessment, Made, NOTHING_SELECTED, Readiness, SecretToCreate};
use ovhai_targets::{
    Accumulated, AnswerForm, Decisions, Format, Problem, Profile, RequiredSecret, Session,
    answer_form, did_you_mean,
};

/// What a person chose.
pub struct Choices {
    /// What the workloads would be rendered to.
    pub target: String,
    /// Choices about it.
    pub profile: Profile,
    /// Answers as exports take them, by `slug` or `slug@address`.
    pub answers: BTreeMap<String, String>,
    /// Reasons for differences that are accepted, by `slug` or `slug@address`.
    pub accept: BTreeMap<String, String>,
    /// When it was read, in the person's words.
    pub as_of: Option<String>,
}

/// What stands in reports as their maker.
const TOOL: &str = concat!("terraform-provider-ovhai ", env!("CARGO_PKG_VERSION"));

/// The readiness of the selected objects, and the revision of the estate.
///
/// Workloads are rendered one by one and dropped; only their findings and the secrets they need are kept.
pub fn assess(
    estate: &Estate,
    selection: &Selection,
    choices: &Choices,
) -> Result<(Readiness, String), Vec<Problem>> {
    let mut problems = problems_of_acceptances(estate, &choices.accept);
    let (misplaced, answers) = choices
        .answers
        .clone()
        .into_iter()
        .partition::<BTreeMap<_, _>, _>(|(key, _)| is_raised_here(slug_of(key)));
    problems.extend(misplaced.keys().map(|key| Problem {
        attribute: vec!["answers".to_owned(), key.clone()],
        message: format!(
            "`{}` is a finding of this report, which no export raises: put it into `accept`, with a reason",
            slug_of(key)
        ),
    }));
    let decisions = Decisions {
        answers,
        overrides: BTreeMap::new(),
    };
    let session = match Session::new(
        &choices.target,
        Format::Yaml,
        estate,
        selection,
        &choices.profile,
        &decisions,
    ) {
        Ok(session) if problems.is_empty() => session,
        Ok(_) => return Err(problems),
        Err(others) => {
            problems.extend(others);
            return Err(problems);
        }
    };
    let graph = Graph::of(estate);
    let kinds = observe::FINDINGS
        .iter()
        .chain(ovhai_targets::FINDINGS)
        .copied();
    let mut assessment = Assessment::of(estate, &graph, selection, &choices.accept, kinds);
    let mut rendered = BTreeSet::new();
    let mut accumulated = Accumulated::new();
    for workload in session.workloads() {
        let result = session.render(workload)?;
        for finding in result.findings.iter() {
            assessment.add(finding);
        }
        for secret in &result.required_secrets {
            assessment.require(needed(secret, &workload.address));
        }
        rendered.insert(&workload.address);
        accumulated.add(&result);
    }
    for holding in session.holdings(&accumulated) {
        for finding in holding.findings.iter() {
            assessment.add(finding);
        }
    }
    // What was noticed about workloads came with them.
    let noticed = estate
        .findings
        .iter()
        .filter(|finding| !rendered.contains(&finding.address));
    for finding in noticed {
        assessment.add(&answered(finding, &choices.answers));
    }
    let revision = estate.revision(selection).to_string();
    let made = Made {
        target: choices.target.clone(),
        revision: revision.clone(),
        selection: selection.clone(),
        tool: TOOL.to_owned(),
        as_of: choices.as_of.clone(),
    };
    Ok((assessment.finish(made, form), revision))
}

fn answered(finding: &Finding, answers: &BTreeMap<String, String>) -> Finding {
    let mut finding = finding.clone();
    finding.answer = answers
        .get(&finding.key())
        .or_else(|| answers.get(&finding.slug))
        .cloned();
    finding
}

fn needed(secret: &RequiredSecret, address: &Address) -> SecretToCreate {
    let keys = secret.keys.iter().map(|key| {
        let purpose = if key.optional {
            format!("{} (optional)", key.purpose)
        } else {
            key.purpose.clone()
        };
        (key.key.clone(), purpose)
    });
    SecretToCreate {
        name: secret.name.clone(),
        purpose: secret.purpose.clone(),
        keys: keys.collect(),
        used_by: [address.clone()].into(),
    }
}

/// What the answer to `slug` must be, in words.
fn form(slug: &str) -> Option<String> {
    match answer_form(slug) {
        AnswerForm::Acceptance => None,
        AnswerForm::Image => Some("an image reference".to_owned()),
        AnswerForm::Host => Some("a host name".to_owned()),
        AnswerForm::Size => Some("a size such as 80Gi".to_owned()),
        AnswerForm::Sizes => Some(
            "a size such as 80Gi, or sizes by mount path such as /workspace/data=500Gi,/models=80Gi"
                .to_owned(),
        ),
        AnswerForm::Subjects => {
            Some("users and groups such as user:anna@example.com, or none".to_owned())
        }
        AnswerForm::Choice(words) => Some(format!("one of: {}", words.join(", "))),
    }
}

/// Acceptances of what does not exist would make a project look ready that is not.
fn problems_of_acceptances(estate: &Estate, accept: &BTreeMap<String, String>) -> Vec<Problem> {
    if accept.is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<&str> = declared().map(|kind| kind.slug).collect();
    let addresses: BTreeSet<&Address> = estate
        .all()
        .map(|object| object.address)
        .chain(estate.findings.iter().map(|finding| &finding.address))
        .collect();
    accept
        .iter()
        .filter_map(|(key, reason)| {
            let (slug, address) = match key.split_once('@') {
                None => (key.as_str(), None),
                Some((slug, address)) => (slug, Some(address)),
            };
            let message = if slug.starts_with("unread/") {
                "what could not be read cannot be accepted: add the missing right, or leave the kind out with select.kinds".to_owned()
            } else if slug == NOTHING_SELECTED {
                "an empty selection cannot be accepted: widen it".to_owned()
            } else if !known.contains(slug) {
                format!(
                    "there is no finding `{slug}`{}",
                    did_you_mean(slug, known.iter().copied())
                )
            } else if reason.trim().is_empty() {
                "the reason is empty; write why this is accepted, as it stands in the report".to_owned()
            } else if let Some(form) = form(slug) {
                format!("this finding asks for a value ({form}): put it into `answers`, and into those of the export")
            } else {
                match address.map(str::parse::<Address>)? {
                    Err(error) => error.to_string(),
                    Ok(address) if !addresses.contains(&address) => {
                        format!("the estate has no `{address}`; take the acceptance out if it was deleted")
                    }
                    Ok(_) => return None,
                }
            };
            Some(Problem {
                attribute: vec!["accept".to_owned(), key.clone()],
                message,
            })
        })
        .collect()
}

/// The finding of a key `slug` or `slug@address`.
fn slug_of(key: &str) -> &str {
    key.split_once('@').map_or(key, |(slug, _)| slug)
}

/// Whether only this report raises it.
fn is_raised_here(slug: &str) -> bool {
    ovhai_report::FINDINGS.iter().any(|kind| kind.slug == slug)
}

/// Every finding anything can raise.
fn declared() -> impl Iterator<Item = &'static FindingKind> {
    observe::FINDINGS
        .iter()
        .chain(ovhai_targets::FINDINGS)
        .chain(ovhai_report::FINDINGS)
        .copied()
}
