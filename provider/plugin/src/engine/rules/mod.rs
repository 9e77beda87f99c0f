//! Terraform's own rules for plans and results.
//!
//! Terraform calls a violation a bug in the provider, and users see it as such. The same rules run
//! here, with the attribute's path, in all tests and wherever `TF_PLUGIN_CHECK` is set.

mod applied;
mod identity;
mod planned;
mod proposed;

pub(crate) use applied::check_applied;
pub(crate) use identity::{check_identity, check_same_identity, filled_identity};
pub(crate) use planned::check_planned;
pub(crate) use proposed::proposed_new;

use crate::path::Path;
use crate::value::Tree;

/// One violated rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) path: Path,
    pub(crate) message: String,
}

/// A value for a message: secrets stay hidden, long values are cut.
fn show(value: &Tree, sensitive: bool) -> String {
    const LONGEST: usize = 200;
    if sensitive {
        return "(sensitive)".to_owned();
    }
    if value.is_unknown() {
        return "(unknown)".to_owned();
    }
    let text = crate::value::json::to_text(value);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// True when each element of either set has a counterpart in the other.
fn sets_match(planned: &[Tree], actual: &[Tree], fits: impl Fn(&Tree, &Tree) -> bool) -> bool {
    planned
        .iter()
        .all(|planned| actual.iter().any(|actual| fits(planned, actual)))
        && actual
            .iter()
            .all(|actual| planned.iter().any(|planned| fits(planned, actual)))
}
