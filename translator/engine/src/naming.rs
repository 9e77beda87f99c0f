//! Names for what is written anew: those of the old blocks where that works, never the vendor's.

use std::collections::BTreeSet;

/// `name` without the vendor's name in it; `fallback` if nothing is left.
#[must_use]
pub fn without_vendor(name: &str, fallback: &str) -> String {
    let mut result = name.to_owned();
    for word in ["ovhcloud", "ovhai", "ovh"] {
        while let Some(at) = result.to_ascii_lowercase().find(word) {
            result.replace_range(at..at + word.len(), "");
        }
    }
    if result == name {
        return result;
    }
    let parts: Vec<&str> = result
        .split(['_', '-'])
        .filter(|part| !part.is_empty())
        .collect();
    let result = parts.join("_");
    let begins_well = result
        .chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_');
    if begins_well {
        result
    } else {
        fallback.to_owned()
    }
}

/// Words for types that come up often; other types keep the end of their own names.
const WORDS: &[(&str, &str)] = &[
    ("ovh_cloud_project_kube", "cluster"),
    ("ovh_cloud_project_kube_nodepool", "node_pool"),
    ("ovh_cloud_project_network_private", "network"),
    ("ovh_cloud_project_network_private_subnet", "subnet"),
    ("ovh_cloud_project_network_private_subnet_v2", "subnet"),
    ("ovh_cloud_project_storage", "bucket"),
    ("ovh_cloud_project_containerregistry", "registry"),
    ("ovh_cloud_project_user_s3_credential", "s3_credential"),
    ("ovh_cloud_project_user_s3_policy", "s3_policy"),
];

/// What a thing of the type is called: `ovh_cloud_project_database_user` is a `database_user`.
#[must_use]
pub fn short_type(of_type: &str) -> &str {
    if let Some((_, word)) = WORDS.iter().find(|(known, _)| *known == of_type) {
        return word;
    }
    [
        "ovh_cloud_project_",
        "ovh_cloud_managed_",
        "ovh_cloud_",
        "ovhai_",
        "ovh_",
    ]
    .iter()
    .find_map(|prefix| of_type.strip_prefix(prefix))
    .filter(|rest| !rest.is_empty())
    .unwrap_or("resource")
}

/// `name` with what kind of thing it is, each word once: `main` and `cluster` are `main_cluster`, `s3` and `s3_credential` are
/// `s3_credential`. A name that says nothing goes.
#[must_use]
pub fn qualified(name: &str, kind: &str) -> String {
    let mut words = kind.split('_');
    if name == "this" || words.any(|word| word == name) {
        kind.to_owned()
    } else {
        format!("{name}_{kind}")
    }
}

/// The first of `wanted` that is not `taken`, with a number if all are. The name is taken afterwards.
pub fn unique(wanted: &[String], taken: &mut BTreeSet<String>) -> String {
    let free = wanted.iter().find(|name| !taken.contains(*name)).cloned();
    let name = free.unwrap_or_else(|| {
        let last = wanted.last().map_or("resource", String::as_str);
        // There are fewer names than numbers.
        (2_usize..)
            .map(|number| format!("{last}_{number}"))
            .find(|name| !taken.contains(name))
            .unwrap_or_else(|| last.to_owned())
    });
    taken.insert(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendor_leaves_names() {
        for (name, expected) in [
            ("main", "main"),
            ("my-cluster", "my-cluster"),
            ("ovh_kube", "kube"),
            ("my-OVHcloud-cluster", "my_cluster"),
            ("ovh", "kube"),
            ("ovh_3az", "kube"),
        ] {
            assert_eq!(without_vendor(name, "kube"), expected, "{name}");
        }
        assert_eq!(short_type("ovh_cloud_project_kube_nodepool"), "node_pool");
        assert_eq!(
            short_type("ovh_cloud_project_database_user"),
            "database_user"
        );
        assert_eq!(short_type("ovh_me"), "me");
        assert_eq!(qualified("main", "cluster"), "main_cluster");
        assert_eq!(qualified("s3", "s3_credential"), "s3_credential");
        assert_eq!(qualified("this", "cluster"), "cluster");
    }

    #[test]
    fn names_are_unique() {
        let mut taken = BTreeSet::from(["a".to_owned()]);
        let wanted = ["a".to_owned(), "a_b".to_owned()];
        assert_eq!(unique(&wanted, &mut taken), "a_b");
        assert_eq!(unique(&wanted, &mut taken), "a_b_2");
    }
}
