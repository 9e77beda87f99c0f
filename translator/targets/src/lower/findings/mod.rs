//! Every difference between the platform and Kubernetes, declared once (mapping section 15).
//!
//! Slugs are never renamed. Categories are the reversibility policy's: `core` for containers, the Kubernetes API, registries
//! and command lines; `implementation` for access and secrets, scaling and load balancing, monitoring, storage; `specific` for
//! what exists only on the platform.

mod data;
mod holdings;
mod operations;
mod runs;
mod workloads;

use ovhai_model::FindingKind;

pub(crate) use data::*;
pub(crate) use holdings::*;
pub(crate) use operations::*;
pub(crate) use runs::*;
pub(crate) use workloads::*;

use crate::decisions::AnswerForm;

macro_rules! findings {
    ($all:ident = $($name:ident: $slug:literal $fidelity:ident $category:ident $title:literal $hint:literal)*) => {
        $(
            #[doc = $title]
            pub(crate) const $name: ovhai_model::FindingKind = ovhai_model::FindingKind {
                slug: concat!("kubernetes/", $slug),
                fidelity: ovhai_model::Fidelity::$fidelity,
                category: ovhai_model::Category::$category,
                title: $title,
                hint: $hint,
            };
        )*
        pub(super) const $all: &[&ovhai_model::FindingKind] = &[$(&$name),*];
    };
}
use findings;

const GROUPS: [&[&FindingKind]; 5] = [WORKLOADS, DATA, RUNS, OPERATIONS, HOLDINGS];
const COUNT: usize =
    GROUPS[0].len() + GROUPS[1].len() + GROUPS[2].len() + GROUPS[3].len() + GROUPS[4].len();

/// Every finding of targets whose objects are Kubernetes ones.
pub const FINDINGS: &[&FindingKind] = &joined();

const fn joined() -> [&'static FindingKind; COUNT] {
    let mut all = [GROUPS[0][0]; COUNT];
    let (mut group, mut index, mut at) = (0, 0, 0);
    while at < COUNT {
        if index == GROUPS[group].len() {
            group += 1;
            index = 0;
        } else {
            all[at] = GROUPS[group][index];
            index += 1;
            at += 1;
        }
    }
    all
}

/// What an answer to `slug` must be.
#[must_use]
pub fn answer_form(slug: &str) -> AnswerForm {
    for (kind, form) in [
        (&IMAGE_IN_SHARED_REGISTRY, AnswerForm::Image),
        (&LICENSED_IMAGE, AnswerForm::Image),
        (&IMAGE_INVALID, AnswerForm::Image),
        (&HOST_NEEDED, AnswerForm::Host),
        (&VOLUME_SIZE, AnswerForm::Sizes),
        (&WORKSPACE_SIZE, AnswerForm::Size),
        (&NOTEBOOK_IMAGE, AnswerForm::Image),
        (&USER_SUBJECT, AnswerForm::Subjects),
        (&READ_USER, AnswerForm::Subjects),
        (
            &COMMAND_OR_ENTRYPOINT,
            AnswerForm::Choice(&["command", "args"]),
        ),
        (&SECRET_ARGUMENT, AnswerForm::Choice(&["secret", "plain"])),
    ] {
        if kind.slug == slug {
            return form;
        }
    }
    AnswerForm::Acceptance
}

#[cfg(test)]
mod tests {
    use ovhai_model::Fidelity;

    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn declarations_are_well_formed() {
        let slugs: BTreeSet<&str> = FINDINGS.iter().map(|kind| kind.slug).collect();
        assert_eq!(slugs.len(), FINDINGS.len(), "a slug is declared twice");
        for kind in FINDINGS {
            assert!(
                kind.slug
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b"-/".contains(&b)),
                "{}",
                kind.slug
            );
            assert!(
                !kind.title.ends_with('.') && kind.hint.ends_with('.'),
                "{}",
                kind.slug
            );
            assert_ne!(kind.fidelity, Fidelity::Exact, "{}", kind.slug);
        }
    }
}
