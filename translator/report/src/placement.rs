//! Which row of the policy a finding belongs to.

use crate::Row;

/// Findings whose words would lead elsewhere.
const EXCEPTIONS: &[(&str, Row)] = &[
    ("kubernetes/bandwidth-not-guaranteed", Row::AntiDdos),
    ("kubernetes/archive-volume", Row::PersistentStorage),
    (
        "kubernetes/further-run-needs-empty-volume",
        Row::PersistentStorage,
    ),
    ("kubernetes/links-pushed-as-files", Row::PersistentStorage),
    (
        "kubernetes/missing-container-is-empty",
        Row::PersistentStorage,
    ),
    (
        "kubernetes/built-in-store-needs-credentials",
        Row::PersistentStorage,
    ),
    ("kubernetes/cache-becomes-copy", Row::PersistentStorage),
    ("kubernetes/cluster-ranges-guessed", Row::AccessAndSecrets),
    (
        "kubernetes/gateway-pods-guessed",
        Row::ScalingAndLoadBalancing,
    ),
    ("kubernetes/pod-port-open-in-cluster", Row::AccessAndSecrets),
    ("kubernetes/command-or-entrypoint", Row::OciContainers),
    (
        "kubernetes/cooldown-counted-differently",
        Row::ScalingAndLoadBalancing,
    ),
    ("kubernetes/duplicate-variable", Row::OciContainers),
    (
        "kubernetes/empty-volume-per-replica",
        Row::PersistentStorage,
    ),
    ("kubernetes/extra-port-url", Row::ScalingAndLoadBalancing),
    ("kubernetes/failed-on-source", Row::OciContainers),
    ("kubernetes/gateway-policy-needed", Row::AccessAndSecrets),
    ("kubernetes/git-clone-per-replica", Row::PersistentStorage),
    (
        "kubernetes/git-store-credentials-needed",
        Row::PersistentStorage,
    ),
    ("kubernetes/host-needed", Row::ScalingAndLoadBalancing),
    (
        "kubernetes/job-url-not-replaced",
        Row::ScalingAndLoadBalancing,
    ),
    (
        "kubernetes/job-url-while-running",
        Row::ScalingAndLoadBalancing,
    ),
    ("kubernetes/label-left-out", Row::AccessAndSecrets),
    ("kubernetes/licensed-image", Row::OciRegistry),
    (
        "kubernetes/maximum-above-cluster",
        Row::ScalingAndLoadBalancing,
    ),
    (
        "kubernetes/memory-scaling-seldom-shrinks",
        Row::ScalingAndLoadBalancing,
    ),
    ("kubernetes/needs-keda", Row::ScalingAndLoadBalancing),
    (
        "kubernetes/no-autoscaling-without-keda",
        Row::ScalingAndLoadBalancing,
    ),
    ("kubernetes/no-queue-for-jobs", Row::ScalingAndLoadBalancing),
    ("kubernetes/no-scale-to-zero", Row::ScalingAndLoadBalancing),
    ("kubernetes/not-exposed", Row::ScalingAndLoadBalancing),
    ("kubernetes/notebook-image-chosen", Row::OciRegistry),
    ("kubernetes/notebook-image-needed", Row::OciRegistry),
    (
        "kubernetes/old-url-in-settings",
        Row::ScalingAndLoadBalancing,
    ),
    ("kubernetes/open-to-everyone", Row::AccessAndSecrets),
    ("kubernetes/public-container-copy", Row::PersistentStorage),
    ("kubernetes/read-user-needs-binding", Row::AccessAndSecrets),
    (
        "kubernetes/registry-credentials-needed",
        Row::AccessAndSecrets,
    ),
    ("kubernetes/run-state-unknown", Row::OciContainers),
    ("kubernetes/value-not-representable", Row::OciContainers),
    ("kubernetes/variable-name-refused", Row::OciContainers),
    ("platform/flavor-ambiguous", Row::KubernetesApi),
    ("platform/quantum", Row::OciContainers),
    ("platform/resources-from-flavor", Row::KubernetesApi),
    ("platform/resources-unknown", Row::KubernetesApi),
    ("platform/unknown-state", Row::OciContainers),
    ("kubernetes/cache-in-shared-claim", Row::PersistentStorage),
    ("kubernetes/extra-port-routed", Row::ScalingAndLoadBalancing),
    (
        "kubernetes/needs-prometheus-operator",
        Row::MonitoringAndLogging,
    ),
    (
        "kubernetes/requests-measured-by-gateway",
        Row::MonitoringAndLogging,
    ),
    (
        "kubernetes/scratch-disk-not-measured",
        Row::MonitoringAndLogging,
    ),
];

/// First words after the area.
const WORDS: &[(&str, Row)] = &[
    ("backup", Row::PersistentStorage),
    ("data-store", Row::PersistentStorage),
    ("data-sync", Row::PersistentStorage),
    ("grpc", Row::ScalingAndLoadBalancing),
    ("image", Row::OciRegistry),
    ("login", Row::AccessAndSecrets),
    ("logs", Row::MonitoringAndLogging),
    ("metric", Row::ScalingAndLoadBalancing),
    ("mount", Row::PersistentStorage),
    ("push", Row::PersistentStorage),
    ("registry", Row::OciRegistry),
    ("results", Row::PersistentStorage),
    ("scale", Row::ScalingAndLoadBalancing),
    ("scaling", Row::ScalingAndLoadBalancing),
    ("secret", Row::AccessAndSecrets),
    ("ssh", Row::AccessAndSecrets),
    ("sync", Row::PersistentStorage),
    ("token", Row::AccessAndSecrets),
    ("tokens", Row::AccessAndSecrets),
    ("url", Row::ScalingAndLoadBalancing),
    ("user", Row::AccessAndSecrets),
    ("volume", Row::PersistentStorage),
    ("workspace", Row::PersistentStorage),
    ("dashboard", Row::MonitoringAndLogging),
    ("log", Row::MonitoringAndLogging),
    ("metrics", Row::MonitoringAndLogging),
    ("secrets", Row::AccessAndSecrets),
];

/// Areas: what a finding is about if its words do not say.
const AREAS: &[(&str, Row)] = &[
    ("access", Row::AccessAndSecrets),
    ("anti-ddos", Row::AntiDdos),
    ("cluster", Row::KubernetesApi),
    ("kubernetes", Row::KubernetesApi),
    ("monitoring", Row::MonitoringAndLogging),
    ("registry", Row::OciRegistry),
    ("storage", Row::PersistentStorage),
    ("terraform", Row::TerraformModules),
];

/// Areas whose name says it all, whatever the words.
const CLEAR: &[&str] = &[
    "access",
    "anti-ddos",
    "cluster",
    "monitoring",
    "registry",
    "storage",
    "terraform",
];

/// The row of the policy that a finding belongs to, by its slug. Descriptions ([`Row::ApiCliIac`]) take what fits nowhere else:
/// what was noticed while reading is about them.
#[must_use]
pub fn row_of(slug: &str) -> Row {
    let named = |list: &[(&str, Row)], name: &str| {
        list.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, row)| *row)
    };
    if let Some(row) = named(EXCEPTIONS, slug) {
        return row;
    }
    let (area, what) = slug.split_once('/').unwrap_or(("", slug));
    let by_word = || {
        WORDS
            .iter()
            .find(|(word, _)| {
                what.strip_prefix(word)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            })
            .map(|(_, row)| *row)
    };
    let row = if CLEAR.contains(&area) {
        named(AREAS, area)
    } else {
        by_word().or_else(|| named(AREAS, area))
    };
    row.unwrap_or(Row::ApiCliIac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_areas_and_exceptions_decide() {
        for (slug, row) in [
            ("kubernetes/image-tag-can-move", Row::OciRegistry),
            ("kubernetes/imagery", Row::KubernetesApi),
            ("kubernetes/licensed-image", Row::OciRegistry),
            (
                "kubernetes/registry-credentials-needed",
                Row::AccessAndSecrets,
            ),
            ("platform/volume-ambiguous", Row::PersistentStorage),
            ("platform/undecodable", Row::ApiCliIac),
            ("access/token-ends", Row::AccessAndSecrets),
            ("registry/images-to-copy", Row::OciRegistry),
            ("weather", Row::ApiCliIac),
        ] {
            assert_eq!(row_of(slug), row, "{slug}");
        }
    }

    #[test]
    fn exceptions_are_needed() {
        for (slug, row) in EXCEPTIONS {
            let (_, what) = slug.split_once('/').unwrap();
            let by_rule = row_of(&format!("platform-or-kubernetes/{what}"));
            let area = slug.split('/').next().unwrap();
            let without = if by_rule == Row::ApiCliIac && area == "kubernetes" {
                Row::KubernetesApi
            } else {
                by_rule
            };
            assert_ne!(without, *row, "{slug} needs no exception");
        }
    }
}
