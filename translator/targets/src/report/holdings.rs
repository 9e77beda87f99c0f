//! The parts of `SUMMARY.md` about tokens, users and the quota.

use std::collections::BTreeMap;

use ovhai_model::{
    Fidelity, Kind,
    markdown::{cell, counted, plain},
};

use super::{APPLY, Report, put};
use crate::{
    RenderedHolding,
    lower::{
        findings,
        holdings::{CPU_QUEUE, GPU_QUEUE, operators, quota_name},
    },
    profile::{QuotaForm, TokenForm},
};

/// How many are told: a summary of a large estate must stay readable.
const TOLD: usize = 100;

/// Characters of a finding's detail.
const LONGEST_DETAIL: usize = 400;

/// How many there are of each kind, as a sentence; nothing if there are none.
pub(super) fn counts(report: &Report<'_>) -> String {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for holding in report.holdings {
        *counts.entry(holding.address.kind()).or_default() += 1;
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(kind, count)| counted(*count, kind.as_str()))
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    let waiting = report
        .holdings
        .iter()
        .filter(|holding| open(holding).1 > 0)
        .count();
    let waiting = match waiting {
        0 => String::new(),
        1 => ", of which 1 waits for a person".to_owned(),
        more => format!(", of which {more} wait for a person"),
    };
    format!(" Beside them: {}{waiting}.", parts.join(", "))
}

/// A row for each, and what is open.
pub(super) fn write(out: &mut String, report: &Report<'_>) {
    if report.holdings.is_empty() {
        return;
    }
    out.push_str(
        "\n## Tokens, users and quota\n\n| object | kind | address | grade | open for a person | differences |\n\
         |---|---|---|---|---:|---:|\n",
    );
    for holding in report.holdings.iter().take(TOLD) {
        let (fidelity, open) = open(holding);
        let name = if holding.display_name.is_empty() {
            holding.address.id()
        } else {
            &holding.display_name
        };
        put!(
            out,
            "| {} | {} | {} | {fidelity} | {open} | {} |",
            cell(name),
            holding.address.kind(),
            cell(&holding.address.to_string()),
            holding.findings.iter().count()
        );
    }
    rest(out, report.holdings.len().saturating_sub(TOLD), "object");
    let mut waiting = report.holdings.iter().filter(|holding| open(holding).1 > 0);
    let told: Vec<&RenderedHolding> = waiting.by_ref().take(TOLD).collect();
    if !told.is_empty() {
        out.push_str("\nOf these is open, without an answer:\n\n");
    }
    for holding in told {
        for finding in holding.findings.iter() {
            if finding.answer.is_none() && finding.fidelity >= Fidelity::Manual {
                put!(
                    out,
                    "- `{}@{}`: {}",
                    finding.slug,
                    plain(&finding.address.to_string(), 160),
                    plain(&finding.detail, LONGEST_DETAIL)
                );
            }
        }
    }
    rest(out, waiting.count(), "object");
}

fn rest(out: &mut String, rest: usize, word: &str) {
    if rest > 0 {
        put!(
            out,
            "\n{} more: `findings.json` has all of them, by address.",
            counted(rest, word)
        );
    }
}

/// The worst fidelity of findings that have no answer, and how many of those need a person.
fn open(holding: &RenderedHolding) -> (Fidelity, usize) {
    let open = || {
        holding
            .findings
            .iter()
            .filter(|finding| finding.answer.is_none())
            .map(|finding| finding.fidelity)
    };
    (
        open().max().unwrap_or(Fidelity::Exact),
        open()
            .filter(|fidelity| *fidelity >= Fidelity::Manual)
            .count(),
    )
}

impl Report<'_> {
    fn makes(&self, start: &str) -> usize {
        self.holdings
            .iter()
            .flat_map(|holding| &holding.artefacts)
            .filter(|artefact| artefact.path.starts_with(start))
            .count()
    }
}

/// Before workloads: what limits them.
pub(super) fn quota_steps(report: &Report<'_>, steps: &mut Vec<String>) {
    if report.makes("quota.") == 0 {
        return;
    }
    let extension = report.scope.format.extension();
    let apply = format!("`{APPLY} -f quota.{extension}`");
    steps.push(match report.scope.profile.quota {
        QuotaForm::Kueue => format!(
            "Install Kueue, then {apply}, which makes the queues `{CPU_QUEUE}` and `{GPU_QUEUE}`. Jobs without the label of a queue \
             are not held back."
        ),
        _ => format!(
            "{apply}, which limits what the namespace may take; `kubectl describe resourcequota {} --namespace={}` shows what is \
             left.",
            quota_name(report.scope),
            report.scope.profile.namespace
        ),
    });
}

/// After workloads: who may call and manage them.
pub(super) fn access_steps(report: &Report<'_>, steps: &mut Vec<String>) {
    let namespace = &report.scope.profile.namespace;
    let has_roles = report.count(&findings::USER_SUBJECT) > 0;
    if report.makes("access/") == 0 && !has_roles {
        return;
    }
    steps.push(format!(
        "`{APPLY} --recursive -f access/`, by somebody who may give these rights: a cluster refuses Roles that \
         hold more than their author has."
    ));
    let is_account = |holding: &&RenderedHolding| {
        let has_value = holding
            .findings
            .iter()
            .any(|finding| finding.slug == findings::TOKEN_VALUE.slug);
        has_value && holding.address.kind() == Kind::Token
    };
    let tokens: Vec<&RenderedHolding> = report.holdings.iter().filter(is_account).collect();
    if let Some(first) = tokens.first() {
        let name = &first.name;
        let count = counted(tokens.len(), "token");
        steps.push(match report.scope.profile.access.tokens {
            TokenForm::Bound => format!(
                "Make the new tokens ({count}) and hand each to its programs: `kubectl create token {name}.token \
                 --namespace={namespace} --duration=720h`, with the longest time your cluster grants. Clients send it as they sent the \
                 old one, in `Authorization: Bearer`, and make a new one before it ends. Deleting the ServiceAccount ends it at once."
            ),
            TokenForm::Secret => format!(
                "Hand the new tokens ({count}), which the cluster writes into Secrets, to their programs: `kubectl get secret \
                 {name}.token --namespace={namespace} -o jsonpath='{{.data.token}}' | base64 -d`. Deleting the Secret and applying it \
                 again renews it."
            ),
        });
    }
    let people = report.undecided(&findings::USER_SUBJECT);
    if people > 0 {
        steps.push(format!(
            "Bind people ({}) to their Roles: answer `{}` with whom they are in the cluster and export again, or by hand, for example \
             `kubectl create rolebinding NAME --namespace={namespace} --role={} --user=PERSON`. Until then nobody is bound.",
            counted(people, "user"),
            findings::USER_SUBJECT.slug,
            operators(report.scope)
        ));
    }
}
