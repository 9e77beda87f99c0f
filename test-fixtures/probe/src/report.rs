//! The result, as Markdown to paste into an issue and as JSON.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use ovh_api::calls;
use serde_json::{Value, json};

use crate::{
    ask::Noted,
    fact::{Fact, Finding, How, Verdict},
    facts::FACTS,
    models::{Model, Models},
    words::Words,
};

/// What a look at an account showed.
#[derive(Clone, Debug)]
pub struct Report {
    findings: Vec<Finding>,
    models: Models,
    noted: Noted,
}

impl Report {
    pub(crate) fn new(
        mut findings: Vec<Finding>,
        models: Models,
        noted: Noted,
        with_commands: bool,
    ) -> Self {
        findings.extend(documents(&models));
        for fact in FACTS {
            if findings.iter().any(|finding| finding.id == fact.id) {
                continue;
            }
            findings.push(match fact.how {
                How::Never(why) => Finding::new(
                    fact.id,
                    Verdict::NotTestable,
                    Words::of("not tested: ").say(why),
                ),
                How::Commands(_) if !with_commands => Finding::new(
                    fact.id,
                    Verdict::NotTestable,
                    Words::of("not tested: needs `--commands`"),
                ),
                How::Commands(_) | How::Reading(_) => {
                    Finding::new(fact.id, Verdict::NotAnswered, Words::default())
                }
            });
        }
        Self {
            findings,
            models,
            noted,
        }
    }

    /// What was found of a fact.
    #[must_use]
    pub fn finding(&self, id: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.id == id)
    }

    /// Did nothing answer at all?
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.noted.answers == 0
    }

    /// The status of the project's own answer, if it was refused or is not there.
    #[must_use]
    pub fn project_refused(&self) -> Option<u16> {
        let project = calls::PROJECT.to_string();
        self.noted
            .calls
            .keys()
            .find(|(call, status)| *call == project && *status >= 400)
            .map(|(_, status)| *status)
    }

    /// The rules that refused calls need, for a project that is filled in.
    fn missing_rules(&self) -> BTreeSet<String> {
        let refused = |call: &calls::Call| {
            self.noted.calls.contains_key(&(call.to_string(), 403))
                || self.noted.calls.contains_key(&(call.to_string(), 401))
        };
        calls::rules(
            calls::ALL.iter().copied().filter(|call| refused(call)),
            "{serviceName}",
        )
        .into_iter()
        .map(|rule| format!("{} {}", rule.method, rule.path))
        .collect()
    }

    /// How many facts have each verdict, and which do not hold.
    fn conclusion(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut wrong = Vec::new();
        for (fact, finding) in self.rows() {
            *counts.entry(finding.verdict.as_str()).or_default() += 1;
            if finding.verdict == Verdict::DoesNotHold {
                wrong.push(format!("`{}`", fact.id));
            }
        }
        let counts: Vec<String> = counts
            .iter()
            .map(|(verdict, count)| format!("{count} {verdict}"))
            .collect();
        let conclusion = if wrong.is_empty() {
            "Nothing contradicts what this project assumes.".to_owned()
        } else {
            format!(
                "**What this project assumes and this account contradicts: {}.** Please report it with this text.",
                wrong.join(", ")
            )
        };
        format!(
            "{} facts: {}. {conclusion}\n",
            FACTS.len(),
            counts.join(", ")
        )
    }

    fn rows(&self) -> impl Iterator<Item = (&'static Fact, &Finding)> {
        FACTS
            .iter()
            .filter_map(|fact| Some((fact, self.finding(fact.id)?)))
    }

    /// For an issue.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "### Facts about the API\n\nMade by `cargo xtask probe`. It shows counts, names of members and statuses, and no value of any \
             object.\n\n",
        );
        text.push_str(&self.conclusion());
        let missing = self.missing_rules();
        if !missing.is_empty() {
            text.push_str("\nThese rights were missing; with them more can be said:\n\n");
            for rule in &missing {
                let _ = writeln!(text, "* `{rule}`");
            }
        }
        text.push_str("\n| fact | assumed | verdict | seen | how |\n|---|---|---|---|---|\n");
        // Writing to a String cannot fail.
        for (fact, finding) in self.rows() {
            let how = match fact.how {
                How::Reading(how) | How::Commands(how) => how,
                How::Never(_) => "",
            };
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {how} |",
                fact.id,
                fact.statement,
                finding.verdict.as_str(),
                finding.seen
            );
        }
        text.push_str(
            "\n### Documents\n\n| type | looked at | not of the documented form | unknown members | unknown names | `null` members | absent \
             members |\n|---|--:|---|---|---|--:|---|\n",
        );
        for (name, model) in &self.models.0 {
            let _ = writeln!(
                text,
                "| {name} | {} | {} | {} | {} | {} | {} |",
                model.documents,
                odd(model),
                places(model.members.iter()),
                names(model),
                model.nulls,
                places(model.absent.iter()),
            );
        }
        text.push_str("\n### Calls\n\n| call | status | times |\n|---|--:|--:|\n");
        for ((call, status), times) in &self.noted.calls {
            let _ = writeln!(text, "| `{call}` | {status} | {times} |");
        }
        for call in &self.noted.failed {
            let _ = writeln!(text, "| `{call}` | no answer | |");
        }
        text
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let facts: Vec<Value> = self
            .rows()
            .map(|(fact, finding)| {
                json!({
                    "id": fact.id, "statement": fact.statement, "about": fact.about,
                    "verdict": finding.verdict.as_str(), "seen": finding.seen.to_string(),
                })
            })
            .collect();
        let models: serde_json::Map<String, Value> = self
            .models
            .0
            .iter()
            .map(|(name, model)| {
                let shown = json!({
                    "documents": model.documents,
                    "odd": odd(model).to_string(),
                    "unknown_members": places(model.members.iter()).to_string(),
                    "unknown_names": names(model).to_string(),
                    "nulls": model.nulls,
                    "absent": places(model.absent.iter()).to_string(),
                });
                ((*name).to_owned(), shown)
            })
            .collect();
        let calls: Vec<Value> = self
            .noted
            .calls
            .iter()
            .map(|((call, status), times)| json!({"call": call, "status": status, "times": times}))
            .collect();
        json!({"missing_rules": self.missing_rules(), "facts": facts, "documents": models, "calls": calls, "unanswered": self.noted.failed})
    }
}

fn odd(model: &Model) -> Words {
    listed(model.odd.iter().map(|((place, found), count)| {
        Words::default()
            .pointer(place)
            .say(" is ")
            .say(found)
            .say(" ×")
            .count(*count)
    }))
}

fn places<'a>(places: impl Iterator<Item = (&'a String, &'a usize)>) -> Words {
    listed(places.map(|(place, count)| Words::default().pointer(place).say(" ×").count(*count)))
}

fn names(model: &Model) -> Words {
    listed(model.names.iter().map(|((place, name), count)| {
        Words::default()
            .pointer(place)
            .say(" ")
            .name(name)
            .say(" ×")
            .count(*count)
    }))
}

fn listed(all: impl Iterator<Item = Words>) -> Words {
    all.fold(Words::default(), |words, one| {
        let separator = if words.is_empty() { "" } else { ", " };
        words.say(separator).join(&one)
    })
}

/// The facts that every document speaks of.
fn documents(models: &Models) -> Vec<Finding> {
    let total = models.sum(|model| model.documents);
    if total == 0 {
        return Vec::new();
    }
    let of = |id, wrong: usize, what: &'static str| {
        Finding::new(
            id,
            Verdict::of(wrong == 0),
            Words::default()
                .count(wrong)
                .say(what)
                .say(" in ")
                .count(total)
                .say(" documents"),
        )
    };
    let ai = [
        "app",
        "job",
        "notebook",
        "token",
        "registry",
        "data store",
        "backup",
    ];
    let in_ai = |of: &dyn Fn(&Model) -> usize| {
        ai.iter()
            .filter_map(|name| models.0.get(name))
            .map(of)
            .sum::<usize>()
    };
    let (nulls, absent) = (
        in_ai(&|model| model.nulls),
        in_ai(&|model| model.absent.values().sum()),
    );
    let (times, odd_times) = (
        models.sum(|model| model.times),
        models.sum(|model| model.odd_times),
    );
    vec![
        of(
            "documents/decodable",
            models.sum(|model| model.odd.values().sum()),
            " that cannot be read",
        ),
        of(
            "documents/members",
            models.sum(|model| model.members.values().sum()),
            " unknown members",
        ),
        of(
            "documents/names",
            models.sum(|model| model.names.values().sum()),
            " unknown names",
        ),
        if nulls + absent == 0 {
            Finding::not_seen("documents/nulls", "every member has a value")
        } else {
            Finding::new(
                "documents/nulls",
                Verdict::of(absent == 0),
                Words::default()
                    .count(nulls)
                    .say(" `null`, ")
                    .count(absent)
                    .say(" absent"),
            )
        },
        if times + odd_times == 0 {
            Finding::not_seen("documents/times", "no times")
        } else {
            Finding::new(
                "documents/times",
                Verdict::of(odd_times == 0),
                Words::default()
                    .count(times)
                    .say(" of ")
                    .count(times + odd_times),
            )
        },
    ]
}
