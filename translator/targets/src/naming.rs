//! Unique names for workloads.
//!
//! The platform's names are free text and need not be unique; Kubernetes names are DNS labels and must be. The rule:
//!
//! 1. The name in lower case, every run of other characters than `a-z 0-9` one hyphen, starting with a letter (`app-` is put
//!    before a digit), at most 52 characters, which leaves room for suffixes.
//! 2. A name that is empty after this, kept by Kubernetes or by a file system, or wanted by several workloads gets
//!    `-` and the first 5 characters of the id; more of them where 5 do not tell two names apart. All workloads that want one
//!    name get the suffix, so the result does not depend on an order.
//! 3. A name once given stays: objects in the cluster, their claims and their data hang on it. A workload that had a valid name
//!    in the export before keeps it, and others make room.
//!
//! Who wants a name is decided over every workload that was read, selected or not: two exports of different selections into one
//! namespace must not both call something `shop`.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Digest, Holding, Object, Workload};

use crate::artefact::DEVICE_NAMES;

/// Longest name; longest object name is this plus the longest suffix of `lower`, below 63.
pub(crate) const LONGEST: usize = 52;
const SHORTEST_SUFFIX: usize = 5;

/// Service accounts every namespace has, and a Service of ours.
const RESERVED: &[&str] = &["builder", "default", "deployer", "kubernetes", INTERCEPTOR];

/// Service that leads an Ingress to the HTTP add-on's interceptor in another namespace.
pub(crate) const INTERCEPTOR: &str = "keda-http-interceptor";

/// Names that objects had in the export before, by address.
pub type PriorNames = BTreeMap<Address, String>;

/// The names of `workloads`, in their order.
pub(crate) fn assign(workloads: &[&Workload], prior: &PriorNames) -> Vec<String> {
    let objects: Vec<Object<'_>> = workloads.iter().map(|workload| workload.object()).collect();
    assign_objects(&objects, prior)
}

/// The names of `objects`, in their order, by the same rule. Objects of several kinds share names if they are given together.
pub(crate) fn assign_objects(objects: &[Object<'_>], prior: &PriorNames) -> Vec<String> {
    let kept = kept(objects, prior);
    let taken: BTreeSet<&str> = kept.iter().copied().flatten().collect();
    let bases: Vec<String> = objects.iter().map(|object| slug(object.name)).collect();
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    for base in &bases {
        *wanted.entry(base).or_default() += 1;
    }
    let mut suffixes: Vec<usize> = bases
        .iter()
        .zip(&kept)
        .map(|(base, kept)| {
            let is_free = wanted.get(base.as_str()) == Some(&1) && !taken.contains(base.as_str());
            if kept.is_some() || (is_free && !base.is_empty() && !is_reserved(base)) {
                0
            } else {
                SHORTEST_SUFFIX
            }
        })
        .collect();
    let ids: Vec<String> = objects
        .iter()
        .map(|object| suffix_source(object.address))
        .collect();
    loop {
        let names: Vec<String> = bases
            .iter()
            .zip(&ids)
            .zip(&suffixes)
            .zip(objects)
            .zip(&kept)
            .map(|((((base, id), &length), object), kept)| match kept {
                Some(name) => (*name).to_owned(),
                None if length == 0 => base.clone(),
                None => with_suffix(base, object.kind().as_str(), &id[..length.min(id.len())]),
            })
            .collect();
        let repeated = repeated(&names);
        if repeated.is_empty() {
            return names;
        }
        // A name without suffix is wanted once, a kept one by nobody else, so every repetition has a suffix that can grow. Ends: the digest at the end of
        // the source differs for every id.
        let mut grew = false;
        for ((name, suffix), id) in names.iter().zip(&mut suffixes).zip(&ids) {
            if *suffix > 0 && *suffix < id.len() && repeated.contains(name.as_str()) {
                *suffix += 1;
                grew = true;
            }
        }
        if !grew {
            return names;
        }
    }
}

/// The prior name of each object that can keep it: one that the rule could have given, and that no other object had too.
fn kept<'a>(objects: &[Object<'_>], prior: &'a PriorNames) -> Vec<Option<&'a str>> {
    let had: Vec<Option<&str>> = objects
        .iter()
        .map(|object| prior.get(object.address).map(String::as_str))
        .map(|name| name.filter(|name| !name.is_empty() && slug(name) == **name))
        .map(|name| name.filter(|name| !is_reserved(name)))
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in had.iter().flatten() {
        *counts.entry(name).or_default() += 1;
    }
    had.into_iter()
        .map(|name| name.filter(|name| counts.get(name) == Some(&1)))
        .collect()
}

/// Whether an object called `object` can be one of the workload `name`: its name alone, with a suffix after a hyphen or dot, or
/// between colons.
pub(crate) fn belongs(object: &str, name: &str) -> bool {
    object.split(':').any(|part| {
        part.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
    })
}

/// Step 1 of the rule; may be empty.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len().min(LONGEST));
    for character in name.chars() {
        if out.len() >= LONGEST {
            break;
        }
        if character.is_ascii_alphanumeric() {
            if out.is_empty() && character.is_ascii_digit() {
                out.push_str("app-");
            }
            out.push(character.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(LONGEST);
    out.truncate(out.trim_end_matches('-').len());
    out
}

fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || DEVICE_NAMES.contains(&name)
}

/// The id's letters and digits, then a digest: ids that differ only in other characters still get different names.
fn suffix_source(address: &Address) -> String {
    let mut source: String = address
        .id()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .take(24)
        .collect();
    source.push_str(&Digest::of(address.id().as_bytes()).hex()[..20]);
    source
}

fn with_suffix(base: &str, kind: &str, suffix: &str) -> String {
    let base = if base.is_empty() { kind } else { base };
    let room = LONGEST - 1 - suffix.len();
    let cut = base[..base.len().min(room)].trim_end_matches('-');
    format!("{cut}-{suffix}")
}

fn repeated(names: &[String]) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    names
        .iter()
        .map(String::as_str)
        .filter(|name| !seen.insert(*name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::testing::workload;
    use proptest::prelude::*;

    fn names(list: &[(&str, &str)]) -> Vec<String> {
        let workloads: Vec<Workload> = list
            .iter()
            .map(|(name, id)| {
                let mut workload = workload(id);
                workload.name = (*name).to_owned();
                workload
            })
            .collect();
        assign(&workloads.iter().collect::<Vec<_>>(), &PriorNames::new())
    }

    fn again(list: &[(&str, &str)], prior: &[(&str, &str)]) -> Vec<String> {
        let workloads: Vec<Workload> = list
            .iter()
            .map(|(name, id)| {
                let mut workload = workload(id);
                workload.name = (*name).to_owned();
                workload
            })
            .collect();
        let prior = prior
            .iter()
            .map(|(id, name)| (workload(id).address, (*name).to_owned()))
            .collect();
        assign(&workloads.iter().collect::<Vec<_>>(), &prior)
    }

    #[test]
    fn names_once_given_stay() {
        // The sibling is gone; the survivor keeps what its claims are called.
        assert_eq!(
            again(&[("shop", "22222222")], &[("22222222", "shop-22222")]),
            ["shop-22222"]
        );
        // A sibling comes; the first keeps its name, and the new one makes room, also for names of others.
        assert_eq!(
            again(
                &[("shop", "22222222"), ("shop", "33333333")],
                &[("22222222", "shop")]
            ),
            ["shop", "shop-33333"]
        );
        assert_eq!(
            again(
                &[("renamed", "22222222"), ("shop", "33333333")],
                &[("22222222", "shop")]
            ),
            ["shop", "shop-33333"]
        );
        assert_eq!(
            again(
                &[
                    ("a", "22222222"),
                    ("shop", "33333333"),
                    ("shop", "44444444")
                ],
                &[("22222222", "shop-33333")]
            ),
            ["shop-33333", "shop-333333", "shop-44444"]
        );
        // What no export of this version wrote is not believed.
        for odd in ["", "default", "Shop", "a--b", "../x", "con"] {
            assert_eq!(
                again(&[("shop", "22222222")], &[("22222222", odd)]),
                ["shop"]
            );
        }
        let twice = [("22222222", "x"), ("33333333", "x")];
        let two = [("a", "22222222"), ("b", "33333333")];
        assert_eq!(again(&two, &twice), ["a", "b"]);
    }

    #[test]
    fn names_follow_the_rule() {
        assert_eq!(
            names(&[
                ("Text Classifier", "11111111-aaaa"),
                ("shop", "22222222-aaaa"),
                ("Shop", "33333333-aaaa"),
                ("", "44444444-aaaa"),
                ("日本", "55555555-aaaa"),
                ("default", "66666666-aaaa"),
                ("con", "77777777-aaaa"),
                ("3d viewer", "88888888-aaaa"),
                ("../../etc/passwd\0", "99999999-aaaa"),
            ]),
            [
                "text-classifier",
                "shop-22222",
                "shop-33333",
                "app-44444",
                "app-55555",
                "default-66666",
                "con-77777",
                "app-3d-viewer",
                "etc-passwd",
            ]
        );
        // Five characters are not enough, and somebody already has the suffixed name.
        assert_eq!(
            names(&[
                ("a", "12345678"),
                ("a", "12345999"),
                ("b", "77777777"),
                ("b", "88888888"),
                ("b 77777", "x")
            ]),
            ["a-123456", "a-123459", "b-777777", "b-88888", "b-77777"]
        );
    }

    proptest! {
        #[test]
        fn names_are_unique_valid_and_independent_of_order(
            list in proptest::collection::btree_map("[0-9a-f-]{1,36}", ".{0,80}|[ab]{1,2}|[a-c]-[0-9a-f]{5}", 1..12)
        ) {
            let pairs: Vec<(&str, &str)> = list.iter().map(|(id, name)| (name.as_str(), id.as_str())).collect();
            let forward = names(&pairs);
            let mut reversed: Vec<_> = pairs.clone();
            reversed.reverse();
            let mut backward = names(&reversed);
            backward.reverse();
            prop_assert_eq!(&forward, &backward);
            let unique: BTreeSet<&String> = forward.iter().collect();
            prop_assert_eq!(unique.len(), forward.len());
            for name in &forward {
                prop_assert!(name.len() <= LONGEST && name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with('-'));
                prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            }
        }
    }
}
