//! What a proof can find.

use ovhai_model::{Category, Fidelity, FindingKind};

/// A cluster, or Kubernetes' own rules, would not take the object.
pub const REFUSED: FindingKind = FindingKind {
    slug: "validation/refused",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "an object would be refused",
    hint: "change the profile, an answer or an override until it is accepted; where a policy of the cluster refuses it, talk to who runs it",
};

/// The cluster has the object already, and others decide on fields of it, or it was made from something else.
pub const OWNED_BY_ANOTHER: FindingKind = FindingKind {
    slug: "validation/owned-by-another",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "the cluster has an object of this name that is somebody else's: its fields are managed by others, so that applying conflicts, or \
another workload was exported to it, which applying would silently replace",
    hint: "choose another namespace or name for this export. Where another workload was exported to the object and is not needed any more, \
delete it first. Where others manage fields, they can be taken over on purpose with kubectl apply --server-side --field-manager=ovhai-exit \
--force-conflicts, which after an apply by kubectl without --server-side (kubectl-client-side-apply) or with its own name (kubectl) is the \
way to move to this one, and which a Helm release or an operator would undo",
};

/// Nothing could be found out about the object, or not enough.
pub const NOT_PROVEN: FindingKind = FindingKind {
    slug: "validation/not-proven",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "an object could not be checked, or not fully",
    hint: "prove it against a cluster with validate = \"server\", or try the file with kubectl apply --server-side --field-manager=ovhai-exit --dry-run=server",
};

/// The cluster does not let the prover do what an apply needs.
pub const MISSING_RIGHT: FindingKind = FindingKind {
    slug: "validation/missing-right",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "the cluster's user may not do what applying needs",
    hint: "give the user the named verb on the named resource, or configure another user; a dry run needs the rights of an apply",
};

/// The namespace is not there yet.
pub const NAMESPACE_MISSING: FindingKind = FindingKind {
    slug: "validation/namespace-missing",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "the namespace does not exist on the cluster, so its objects were checked without it",
    hint: "create the namespace, or name one that exists with validation_namespace to try the objects there",
};

/// The API of a custom resource is not there yet.
pub const CRD_MISSING: FindingKind = FindingKind {
    slug: "validation/crd-missing",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "the cluster does not know a kind of object, so it was checked without the cluster",
    hint: "install the add-on that defines the kind, in the named version, or choose a profile that does without it",
};

/// Accepted although the rules say that the add-on will not take it.
pub const AGAINST_RULES: FindingKind = FindingKind {
    slug: "validation/accepted-against-rules",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "the cluster accepts a custom resource that its add-on may not be able to use",
    hint: "a cluster only asks an add-on's webhook if it is installed; look at the object's status after applying it, or change the profile \
until nothing is found",
};

/// Tried, but elsewhere.
pub const OTHER_NAMESPACE: FindingKind = FindingKind {
    slug: "validation/other-namespace",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "an object was tried in validation_namespace, as its own namespace does not exist yet",
    hint: "quotas, limits, pod security and policies of the real namespace were not asked; create it and prove again",
};

/// Not tried in earnest: limits of the namespace for trials were in the way.
pub const LIMITS_IN_THE_WAY: FindingKind = FindingKind {
    slug: "validation/limits-in-the-way",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "the quota or limits of validation_namespace kept an object from being tried",
    hint: "they say nothing of the object's own namespace: name a validation_namespace without them, raise them there, or create the real \
namespace and prove again",
};

/// Accepted with a warning.
pub const WARNED: FindingKind = FindingKind {
    slug: "validation/warned",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "the cluster accepts an object and warns, for example that its pods will be refused",
    hint: "read the warning: pods that a security policy refuses never start although their Deployment is accepted",
};

/// Every finding of this crate.
pub const FINDINGS: &[&FindingKind] = &[
    &REFUSED,
    &OWNED_BY_ANOTHER,
    &NOT_PROVEN,
    &MISSING_RIGHT,
    &NAMESPACE_MISSING,
    &CRD_MISSING,
    &OTHER_NAMESPACE,
    &AGAINST_RULES,
    &LIMITS_IN_THE_WAY,
    &WARNED,
];
