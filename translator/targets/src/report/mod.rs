//! Artefacts about the whole export: what a person must know and do.

mod document;
mod findings;
mod holdings;
mod open;
mod runs;
mod secrets;
mod steps;
mod summary;
mod urls;

use std::collections::BTreeMap;

use ovhai_model::{Category, Fidelity, FindingSet};

pub(crate) use document::source_document;

use crate::{
    Accumulated, Artefact, RenderedHolding, Scope, Target,
    accumulated::{FindingTrace, Trace},
};

/// How objects are applied. Server-side, as client-side annotations repeat every object and so have a limit; always by the same
/// manager, so that a later export takes away what it no longer has, and `validate = "server"` asks as this one.
const APPLY: &str = "kubectl apply --server-side --field-manager=ovhai-exit";

/// Writes a line. Writing to a String cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{ let _ = std::fmt::Write::write_fmt($out, format_args!("{}\n", format_args!($($text)*))); }};
}
use put;

/// Everything the reports are made of.
struct Report<'a> {
    target: &'a dyn Target,
    scope: &'a Scope<'a>,
    accumulated: &'a Accumulated,
    /// Sorted by address.
    workloads: Vec<&'a Trace>,
    /// Tokens, users and the quota.
    holdings: &'a [RenderedHolding],
    /// Findings of objects that are no workloads, those of holdings among them.
    others: &'a FindingSet,
    kinds: BTreeMap<&'a str, KindView<'a>>,
}

/// What is the same for all findings of one slug.
struct KindView<'a> {
    fidelity: Fidelity,
    category: Category,
    title: &'a str,
    hint: &'a str,
    /// How many objects have it, and how many of those have an answer.
    count: usize,
    decided: usize,
}

/// All of them.
pub(crate) fn artefacts(
    target: &dyn Target,
    scope: &Scope<'_>,
    accumulated: &Accumulated,
    holdings: &[RenderedHolding],
    others: &FindingSet,
) -> Vec<Artefact> {
    let mut workloads: Vec<&Trace> = accumulated.workloads.iter().collect();
    workloads.sort_unstable_by(|a, b| a.address.cmp(&b.address));
    let report = Report {
        target,
        scope,
        accumulated,
        kinds: kinds(target, accumulated, others),
        workloads,
        holdings,
        others,
    };
    let mut artefacts = vec![
        Artefact::shared("findings.json", findings::json(&report)),
        required_secrets(scope, accumulated),
        Artefact::shared("SUMMARY.md", summary::markdown(&report)),
    ];
    artefacts.extend(urls::artefacts(&report));
    artefacts
}

/// What a person must create before everything else.
pub(crate) fn required_secrets(scope: &Scope<'_>, accumulated: &Accumulated) -> Artefact {
    let json = secrets::json(scope.profile, accumulated);
    Artefact::shared("required-secrets.json", json)
}

fn kinds<'a>(
    target: &'a dyn Target,
    accumulated: &'a Accumulated,
    others: &'a FindingSet,
) -> BTreeMap<&'a str, KindView<'a>> {
    let titles: BTreeMap<&str, &str> = target
        .findings()
        .iter()
        .map(|kind| (kind.slug, kind.title))
        .collect();
    let view = |slug: &'a str, fidelity, category, hint| KindView {
        fidelity,
        category,
        // What was noticed while reading has no title here.
        title: titles.get(slug).copied().unwrap_or(slug),
        hint,
        count: 0,
        decided: 0,
    };
    let mut kinds: BTreeMap<&str, KindView<'_>> = accumulated
        .kinds
        .iter()
        .map(|(slug, kind)| {
            (
                slug.as_ref(),
                view(slug, kind.fidelity, kind.category, &kind.hint),
            )
        })
        .collect();
    for finding in others.iter() {
        kinds.entry(&finding.slug).or_insert_with(|| {
            view(
                &finding.slug,
                finding.fidelity,
                finding.category,
                &finding.hint,
            )
        });
    }
    let all = accumulated
        .workloads
        .iter()
        .flat_map(|trace| &trace.findings)
        .map(|finding: &FindingTrace| (&*finding.slug, finding.answer.is_some()))
        .chain(
            others
                .iter()
                .map(|finding| (finding.slug.as_str(), finding.answer.is_some())),
        );
    for (slug, is_decided) in all {
        if let Some(kind) = kinds.get_mut(slug) {
            kind.count += 1;
            kind.decided += usize::from(is_decided);
        }
    }
    kinds
}

impl Report<'_> {
    /// The worst fidelity of a workload's findings that have no answer, and how many of those need a person.
    fn open(&self, trace: &Trace) -> (Fidelity, usize) {
        let open: Vec<Fidelity> = trace
            .findings
            .iter()
            .filter(|finding| finding.answer.is_none())
            .filter_map(|finding| self.kinds.get(&*finding.slug).map(|kind| kind.fidelity))
            .collect();
        (
            open.iter().copied().max().unwrap_or(Fidelity::Exact),
            open.iter()
                .filter(|fidelity| **fidelity >= Fidelity::Manual)
                .count(),
        )
    }
}
