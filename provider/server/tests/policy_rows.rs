//! Every finding anything can raise has its row of the reversibility policy.

use std::collections::BTreeSet;

use ovhai_model::FindingKind;
use ovhai_report::{FINDINGS, row_of};

/// Findings in a row of another category, because the policy has no row of theirs for what they are about.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "kubernetes/licensed-image",
        "the licence is the vendor's own, the image is told with all others",
    ),
    (
        "kubernetes/platform-time-limit-gone",
        "a rule of the platform about running, told where running is described",
    ),
    (
        "kubernetes/ssh-login-gone",
        "a door of the platform's own, told with all other access",
    ),
    (
        "kubernetes/token-role-quantum",
        "rights on hardware only the vendor has, told with all other access",
    ),
    (
        "platform/quantum",
        "hardware only the vendor has, told with what runs on it",
    ),
    (
        "platform/unknown-member",
        "counts as the vendor's own until it is known, told with the description it stands in",
    ),
    (
        "platform/unknown-value",
        "counts as the vendor's own until it is known, told with the description it stands in",
    ),
];

fn all() -> impl Iterator<Item = &'static FindingKind> {
    ovhai_platform::observe::FINDINGS
        .iter()
        .chain(ovhai_targets::FINDINGS)
        .chain(FINDINGS)
        .copied()
}

#[test]
fn every_finding_is_told_in_a_row_of_its_category() {
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(slug, _)| *slug).collect();
    let wrong: Vec<String> = all()
        .filter(|kind| row_of(kind.slug).category() != kind.category)
        .filter(|kind| !elsewhere.contains(kind.slug))
        .map(|kind| {
            format!(
                "{} is {} and would be told in the row {}",
                kind.slug,
                kind.category,
                row_of(kind.slug)
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "give these a row in translator/report/src/placement.rs, or a reason here:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn exceptions_are_still_true() {
    for (slug, reason) in ELSEWHERE {
        let kind = all().find(|kind| kind.slug == *slug);
        assert!(!reason.is_empty());
        assert!(
            kind.is_some_and(|kind| row_of(slug).category() != kind.category),
            "{slug} needs no exception any more"
        );
    }
}
