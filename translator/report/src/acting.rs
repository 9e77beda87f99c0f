//! Whose turn it is: roles, as nobody told this software names.

use crate::Row;

/// Whoever makes the report: what could not be read is theirs to mend.
pub(crate) const READER: &str = "Whoever runs this report";

const WORKLOAD: &str = "The owner of the workload";
const CLUSTER: &str = "Whoever runs the new cluster";
const IMAGES: &str = "Whoever publishes the images";
const ACCESS: &str = "Whoever manages logins and secrets";
const DATA: &str = "The owner of the data";
const PURCHASE: &str = "Whoever chooses the new provider";

/// Findings that are another's than their row's.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("kubernetes/cluster-ranges-guessed", CLUSTER),
    ("kubernetes/gateway-policy-needed", CLUSTER),
    ("kubernetes/licensed-image", WORKLOAD),
    ("kubernetes/names-not-compared", READER),
    ("kubernetes/notebook-image-needed", WORKLOAD),
    ("kubernetes/objects-with-one-name", READER),
    ("kubernetes/pod-port-open-in-cluster", CLUSTER),
    ("kubernetes/old-url-in-settings", WORKLOAD),
    ("kubernetes/resources-contradict", WORKLOAD),
    ("kubernetes/resources-unknown", WORKLOAD),
    ("kubernetes/scaling-adjusted", WORKLOAD),
    ("kubernetes/scaling-not-understood", WORKLOAD),
    ("kubernetes/secret-in-command", WORKLOAD),
    ("kubernetes/url-changes", WORKLOAD),
    ("kubernetes/workspace-backups-gone", CLUSTER),
];

/// Who has to act on a finding of `row`.
pub(crate) fn who(slug: &str, row: Row) -> &'static str {
    if let Some((_, who)) = EXCEPTIONS.iter().find(|(known, _)| *known == slug) {
        return who;
    }
    match row {
        Row::OciContainers | Row::ApiCliIac | Row::MonitoringAndLogging => WORKLOAD,
        Row::KubernetesApi | Row::ScalingAndLoadBalancing => CLUSTER,
        Row::OciRegistry => IMAGES,
        Row::AccessAndSecrets => ACCESS,
        Row::PersistentStorage => DATA,
        Row::TerraformModules => "Whoever keeps the Terraform code",
        Row::AntiDdos => PURCHASE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row_of;

    #[test]
    fn exceptions_are_needed() {
        for (slug, role) in EXCEPTIONS {
            assert_ne!(who("", row_of(slug)), *role, "{slug} needs no exception");
        }
    }
}
