//! What readiness itself finds: about objects that no target renders, and about rows of the policy that no target touches.

use ovhai_model::{Category, Fidelity, FindingKind};

/// Every kind of finding this crate raises, by slug.
pub const FINDINGS: &[&FindingKind] = &[
    &PASSWORD_NOT_READABLE,
    &TOKEN_ENDS,
    &USER_ENDS,
    &PROTECTION_ENDS,
    &CONTENTS_NOT_READ,
    &HISTORY_ENDS,
    &IMAGES_TO_COPY,
    &BACKUP_ENDS,
    &CONTAINER_MISSING,
    &STORE_BECOMES_SECRET,
    &DATA_TO_COPY,
    &NOT_USED,
    &USE_UNKNOWN,
    &VENDOR_RESOURCES,
];

/// An attached registry. That the platform never answers the password is inferred.
pub(crate) const PASSWORD_NOT_READABLE: FindingKind = FindingKind {
    slug: "access/password-not-readable",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "The password of an attached registry cannot be read back",
    hint: "Whoever attached it has it; where it is needed, it is listed as a secret to create.",
};

/// A token.
pub(crate) const TOKEN_ENDS: FindingKind = FindingKind {
    slug: "access/token-ends",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "An access token stops working",
    hint: "Find out who uses it, and give them a credential of the new place with the same rights; its value cannot be read.",
};

/// A user.
pub(crate) const USER_ENDS: FindingKind = FindingKind {
    slug: "access/user-ends",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "A user of the project has no identity elsewhere",
    hint: "Give the person or program behind it an identity at the new place, with the rights its roles stood for.",
};

/// Anything with a public address.
pub(crate) const PROTECTION_ENDS: FindingKind = FindingKind {
    slug: "anti-ddos/protection-ends",
    fidelity: Fidelity::Unsupported,
    category: Category::Specific,
    title: "A public address loses the vendor's protection against floods of traffic",
    hint: "Ask the new provider what it filters, and put such a service in front where that is not enough.",
};

/// A managed cluster.
pub(crate) const CONTENTS_NOT_READ: FindingKind = FindingKind {
    slug: "cluster/contents-not-read",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "What runs in a managed Kubernetes cluster was not read",
    hint: "Its objects are standard ones: take them along with the tools of Kubernetes, and order machines for its node pools.",
};

/// Any workload.
pub(crate) const HISTORY_ENDS: FindingKind = FindingKind {
    slug: "monitoring/history-ends",
    fidelity: Fidelity::Unsupported,
    category: Category::Implementation,
    title: "Logs and metrics collected so far do not come along",
    hint: "Save what must be kept before the project ends; at the new place, collection starts with the first run.",
};

/// A managed registry.
pub(crate) const IMAGES_TO_COPY: FindingKind = FindingKind {
    slug: "registry/images-to-copy",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "The images in a managed registry have to be copied",
    hint: "Copy them to a registry that outlives the project, and say where they are then (the profile's `registry_rewrites`).",
};

/// A backup of a workspace.
pub(crate) const BACKUP_ENDS: FindingKind = FindingKind {
    slug: "storage/backup-ends",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "A backup of a notebook cannot be taken out as it is",
    hint: "Start a notebook from it and copy what must be kept, or decide that nothing must be.",
};

/// A container that workloads use and that is not there. That a data store is not there is told by what renders its volumes.
pub(crate) const CONTAINER_MISSING: FindingKind = FindingKind {
    slug: "storage/container-missing",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "A volume names a container that is not in the project's storage",
    hint: "Find out where its data went, or take the volume out.",
};

/// A registered data store.
pub(crate) const STORE_BECOMES_SECRET: FindingKind = FindingKind {
    slug: "storage/data-store-becomes-secret",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "The registration of a data store becomes a secret that workloads name",
    hint: "Nothing to do where no workload uses it; else its secret is listed among those to create.",
};

/// A container that workloads use.
pub(crate) const DATA_TO_COPY: FindingKind = FindingKind {
    slug: "storage/data-to-copy",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "Data that workloads use has to be copied",
    hint: "Copy it to storage that outlives the project, or decide that the project's storage stays.",
};

/// A container that nothing uses. Object storage outlives the AI services (platform-facts section 4), not the project.
pub(crate) const NOT_USED: FindingKind = FindingKind {
    slug: "storage/not-used-by-workloads",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "Nothing is known to use a container of the project's storage",
    hint: "It is untouched when the AI services end, and lost when the whole project ends: decide whether it is kept, copied or dropped.",
};

/// A container of which nobody can say whether anything uses it.
pub(crate) const USE_UNKNOWN: FindingKind = FindingKind {
    slug: "storage/use-unknown",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "Whether anything uses a container of the project's storage is not known",
    hint: "Not everything that could use it was read or says what it uses: read all workloads and data stores, or decide whether it is \
           kept, copied or dropped.",
};

/// What the vendor's Terraform provider can manage.
pub(crate) const VENDOR_RESOURCES: FindingKind = FindingKind {
    slug: "terraform/vendor-resources",
    fidelity: Fidelity::Adapted,
    category: Category::Specific,
    title: "Terraform code for it uses the vendor's own resources",
    hint: "If Terraform manages it, write that code anew for what replaces it; no repository was looked at.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row_of;

    #[test]
    fn declarations_are_sorted_and_in_a_row_of_their_category() {
        assert!(FINDINGS.is_sorted_by_key(|kind| kind.slug));
        for kind in FINDINGS {
            assert!(
                !kind.title.ends_with('.') && kind.hint.ends_with('.'),
                "{}",
                kind.slug
            );
            assert_eq!(row_of(kind.slug).category(), kind.category, "{}", kind.slug);
        }
    }
}
