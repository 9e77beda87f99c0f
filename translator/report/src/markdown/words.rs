//! Nouns, counts and sizes.

use ovhai_model::{Kind, Selection};

use crate::Readiness;

/// One and many of a kind.
pub(crate) const fn nouns(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::App => ("app", "apps"),
        Kind::Job => ("job", "jobs"),
        Kind::Notebook => ("notebook", "notebooks"),
        Kind::Backup => ("notebook backup", "notebook backups"),
        Kind::DataStore => ("data store", "data stores"),
        Kind::Registry => ("attached registry", "attached registries"),
        Kind::Token => ("access token", "access tokens"),
        Kind::User => ("user", "users"),
        Kind::Quota => ("quota", "quotas"),
        Kind::Container => ("storage container", "storage containers"),
        Kind::ContainerRegistry => ("managed registry", "managed registries"),
        Kind::Cluster => ("Kubernetes cluster", "Kubernetes clusters"),
        // Kinds of later versions, until they get a name.
        _ => ("other object", "other objects"),
    }
}

pub(super) fn of_kind(count: usize, kind: Kind) -> String {
    let (one, many) = nouns(kind);
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `a, b and c`.
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `13 apps and 2 attached registries`: the selected kinds of which `wanted` says so.
pub(super) fn held(readiness: &Readiness, wanted: impl Fn(Kind) -> bool) -> String {
    let words: Vec<String> = readiness
        .kinds
        .iter()
        .filter(|(kind, _)| wanted(**kind))
        .map(|(kind, count)| of_kind(*count, *kind))
        .collect();
    listed(&words)
}

/// A size for people, decimal units.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: &[(&str, u64)] = &[
        ("PB", 1_000_000_000_000_000),
        ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("kB", 1_000),
    ];
    UNITS.iter().find(|(_, unit)| bytes >= *unit).map_or_else(
        || format!("{bytes} bytes"),
        |(name, unit)| {
            let tenths = bytes / (unit / 10);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        },
    )
}

/// The target in the words of someone who does not know it.
pub(super) fn destination(target: &str) -> String {
    match target {
        "kubernetes" | "helm" | "kustomize" => "a Kubernetes cluster".to_owned(),
        "compose" => "a machine with containers".to_owned(),
        other => format!("`{other}`"),
    }
}

/// The selection in words, its foreign ones as `shown` writes them.
pub(crate) fn selection(selection: &Selection, shown: impl Fn(&str) -> String) -> String {
    let mut parts = Vec::new();
    let mut part = |what: &str, values: Vec<String>| {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| shown(value)).collect();
            parts.push(format!("{what} {}", values.join(", ")));
        }
    };
    part(
        "only the kinds",
        selection.kinds.iter().map(ToString::to_string).collect(),
    );
    part("only in", selection.regions.iter().cloned().collect());
    part("only the names", selection.names.iter().cloned().collect());
    part("only the ids", selection.ids.iter().cloned().collect());
    part(
        "only with labels",
        selection
            .label_selector
            .iter()
            .map(|selector| String::from(selector.clone()))
            .collect(),
    );
    part("without", selection.exclude.iter().cloned().collect());
    if !selection.finished_jobs {
        parts.push("without finished jobs".to_owned());
    }
    if parts.is_empty() {
        "everything".to_owned()
    } else {
        parts.join("; ")
    }
}

/// Which kinds were read, and which nobody asked for.
pub(super) fn looked_at(readiness: &Readiness) -> String {
    let many = |read: bool| -> Vec<String> {
        Kind::ALL
            .iter()
            .filter(|kind| readiness.kinds_read.contains(kind) == read)
            .map(|kind| nouns(*kind).1.to_owned())
            .collect()
    };
    let (read, not_read) = (many(true), many(false));
    match (read.is_empty(), not_read.is_empty()) {
        (true, _) => "nothing".to_owned(),
        (false, true) if !readiness.unread.is_empty() => {
            "everything this software can read, but for what is listed as unread".to_owned()
        }
        (false, true) => "everything this software can read".to_owned(),
        (false, false) => format!("{}; not at {}", listed(&read), listed(&not_read)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_down_and_named() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (12_345_678_901, "12.3 GB"),
            (u64::MAX, "18446.7 PB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn lists_read_as_a_sentence() {
        let words = |list: &[&str]| {
            listed(
                &list
                    .iter()
                    .map(|word| (*word).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(words(&[]), "");
        assert_eq!(words(&["a"]), "a");
        assert_eq!(words(&["a", "b", "c"]), "a, b and c");
    }
}
