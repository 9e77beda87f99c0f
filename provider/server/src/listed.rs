//! What data sources that list objects share: label selectors, and objects nobody understands.

use ovhai_model::LabelSelector;
use ovhai_platform::documents::{Listed, Undecodable};
use terraform_plugin::{Diagnostics, Path, Set, Value};

/// Whether `text` is a label selector, for `validate(text(…))`.
pub fn check_selector(text: &str) -> Result<(), String> {
    text.parse::<LabelSelector>()
        .map(drop)
        .map_err(|error| error.to_string())
}

/// The configured label selector, if there is one.
#[expect(
    clippy::option_option,
    reason = "outside: whether to go on; inside: whether to select"
)]
pub fn selector(
    text: &Value<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Option<LabelSelector>> {
    match text.get().map(|text| text.parse()).transpose() {
        Ok(selector) => Some(selector),
        Err(error) => {
            let error: ovhai_model::SelectionError = error;
            diagnostics.error_at(
                Path::root("label_selector"),
                "Invalid label selector",
                error.to_string(),
            );
            None
        }
    }
}

/// An error for each object that cannot be decoded: a list without them would look complete.
pub fn tell_odd(what: &str, odd: &[Undecodable], diagnostics: &mut Diagnostics) {
    for object in odd {
        diagnostics.error(
            format!("{} cannot be understood", with_article(what)),
            format!(
                "The {what} {} has a form this version does not know: {}. Look for a newer version of this provider.",
                object.id.as_deref().unwrap_or("without id"),
                object.error
            ),
        );
    }
}

/// Whether a filter lets `text` through; one that is not set lets everything through.
pub fn is_among(text: &str, only: &Value<Set<String>>) -> bool {
    only.get()
        .is_none_or(|only| only.iter().any(|one| one == text))
}

/// A warning for each object that cannot be decoded, for searches that tell of the others all the same.
pub fn warn_of_odd(what: &str, odd: &[Undecodable], diagnostics: &mut Diagnostics) {
    for object in odd {
        diagnostics.warning(
            format!("{} is left out", with_article(what)),
            format!(
                "The {what} {} has a form this version does not know: {}. Look for a newer version of this provider.",
                object.id.as_deref().unwrap_or("without id"),
                object.error
            ),
        );
    }
}

/// Every object that can be decoded, and errors about the others.
pub fn understood<T>(
    what: &str,
    listed: impl IntoIterator<Item = Listed<T>>,
    diagnostics: &mut Diagnostics,
) -> Vec<T> {
    let (mut objects, mut odd) = (Vec::new(), Vec::new());
    for object in listed {
        match object {
            Listed::Read(object) => objects.push(object),
            Listed::Undecodable(object) => odd.push(object),
        }
    }
    tell_odd(what, &odd, diagnostics);
    objects
}

fn with_article(what: &str) -> String {
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "An"
    } else {
        "A"
    };
    format!("{article} {what}")
}
