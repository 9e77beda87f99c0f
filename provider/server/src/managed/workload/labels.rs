//! Labels. The platform's own, below `ovh/`, are hidden: it sets and overwrites them (platform-facts section 11).

use std::collections::BTreeMap;

use ovhai_platform::documents::Label;
use terraform_plugin::{Diagnostics, Path, Value};

use super::{rules::refuse, withheld};

type Labels = Value<BTreeMap<String, String>>;

/// The labels of a live object, without the platform's.
pub fn read(live: &BTreeMap<String, String>, prior: Option<&Labels>) -> Labels {
    let prior = prior.and_then(Value::get);
    let labels = live
        .iter()
        .filter(|(key, _)| !is_reserved(key))
        .map(|(key, value)| {
            let before = prior.and_then(|prior| prior.get(key)).map(String::as_str);
            (key.clone(), withheld::text(value, before))
        });
    Value::Known(labels.collect())
}

fn is_reserved(key: &str) -> bool {
    key.starts_with("ovh/")
}

/// Checks configured labels.
pub fn check(config: &Labels, diagnostics: &mut Diagnostics) {
    let path = Path::root("labels");
    for key in config.get().into_iter().flat_map(BTreeMap::keys) {
        if is_reserved(key) {
            let detail = format!(
                "The label {key:?} belongs to the platform: keys that begin with `ovh/` are reserved. Choose another key."
            );
            refuse(path.key(key), detail, diagnostics);
        } else if key.is_empty() {
            refuse(
                path.clone(),
                "The key of a label must not be empty.",
                diagnostics,
            );
        }
    }
}

/// The calls that turn `prior` into `planned`: one label each, without a value to delete.
pub fn changes(prior: &Labels, planned: &Labels) -> Vec<Label> {
    let none = BTreeMap::new();
    let (prior, planned) = (prior.get().unwrap_or(&none), planned.get().unwrap_or(&none));
    let gone = prior.keys().filter(|key| !planned.contains_key(*key));
    let gone = gone.map(|key| (key, None));
    let set = planned
        .iter()
        .filter(|(key, value)| prior.get(*key) != Some(value))
        .map(|(key, value)| (key, Some(value.clone())));
    gone.chain(set)
        .map(|(key, value)| Label {
            name: key.clone(),
            value,
            ..Label::default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn only_what_differs_is_called() {
        let prior = Value::Known(labels(&[("a", "1"), ("b", "2"), ("c", "3")]));
        let planned = Value::Known(labels(&[("a", "1"), ("b", "x"), ("d", "")]));
        let calls: Vec<_> = changes(&prior, &planned)
            .into_iter()
            .map(|label| (label.name, label.value))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            calls,
            [
                ("c".to_owned(), None),
                ("b".to_owned(), some("x")),
                ("d".to_owned(), some(""))
            ]
        );
    }

    #[test]
    fn the_platforms_labels_are_hidden_and_refused() {
        let live = labels(&[("ovh/id", "x"), ("team", "nlp")]);
        assert_eq!(read(&live, None), Value::Known(labels(&[("team", "nlp")])));
        let mut diagnostics = Diagnostics::new();
        check(&Value::Known(live), &mut diagnostics);
        let paths: Vec<String> = diagnostics.iter().map(|one| one.path.to_string()).collect();
        assert_eq!(paths, [r#"labels["ovh/id"]"#]);
    }
}
