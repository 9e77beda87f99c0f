//! What reading can find.

use ovhai_model::{Category, Fidelity, FindingKind};

/// Every kind of finding this crate raises, by slug.
pub const FINDINGS: &[&FindingKind] = &[
    &BEING_DELETED,
    &DATA_STORE_TYPE_UNKNOWN,
    &DATA_STORE_WITHOUT_ENDPOINT,
    &FLAVOR_AMBIGUOUS,
    &NOTEBOOK_INCOMPLETE,
    &QUANTUM,
    &REGISTRY_WITHOUT_URL,
    &RESOURCES_FROM_FLAVOR,
    &RESOURCES_UNKNOWN,
    &SCALING_AMBIGUOUS,
    &SCALING_DEFAULT,
    &SCALING_INCOMPLETE,
    &SSH_KEY_UNREADABLE,
    &TOKEN_ROLE_UNKNOWN,
    &TOKEN_SELECTOR_UNREADABLE,
    &UNDECODABLE,
    &UNKNOWN_MEMBER,
    &UNKNOWN_STATE,
    &UNKNOWN_VALUE,
    &VOLUME_AMBIGUOUS,
    &VOLUME_INCOMPLETE,
    &VOLUME_PERMISSION_DEFAULT,
    &VOLUME_PERMISSION_UNKNOWN,
    &VOLUME_WITHOUT_SOURCE,
];

/// The object is on its way out.
pub const BEING_DELETED: FindingKind = FindingKind {
    slug: "platform/being-deleted",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "The object is being deleted on the platform",
    hint: "Exclude it, or export now: after the deletion nothing of it can be read.",
};

/// A protocol that is not documented.
pub const DATA_STORE_TYPE_UNKNOWN: FindingKind = FindingKind {
    slug: "platform/data-store-type-unknown",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "The data store speaks a protocol this version does not know",
    hint: "Find out what it is and supply its data on the target.",
};

/// A customer's data store has no address.
pub const DATA_STORE_WITHOUT_ENDPOINT: FindingKind = FindingKind {
    slug: "platform/data-store-without-endpoint",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "The data store has no address",
    hint: "Find out which storage or repository it stands for; volumes that use it cannot be filled otherwise.",
};

/// Two flavors of one notebook.
pub const FLAVOR_AMBIGUOUS: FindingKind = FindingKind {
    slug: "platform/flavor-ambiguous",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "The notebook names two different flavors",
    hint: "The newer member was taken; check CPU, memory and GPU amounts.",
};

/// A notebook without framework or editor.
pub const NOTEBOOK_INCOMPLETE: FindingKind = FindingKind {
    slug: "platform/notebook-incomplete",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "The notebook does not say which framework or editor it uses",
    hint: "Choose an image for it on the target.",
};

/// A quantum processor.
pub const QUANTUM: FindingKind = FindingKind {
    slug: "platform/quantum",
    fidelity: Fidelity::Unsupported,
    category: Category::Specific,
    title: "The object uses quantum processors, which only the vendor offers",
    hint: "Use a simulator, or another vendor of quantum processors.",
};

/// An attached or managed registry has no address.
pub const REGISTRY_WITHOUT_URL: FindingKind = FindingKind {
    slug: "platform/registry-without-url",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "The registry has no address",
    hint: "Find out which registry it stands for and give the target its own pull secret.",
};

/// Amounts were computed.
pub const RESOURCES_FROM_FLAVOR: FindingKind = FindingKind {
    slug: "platform/resources-from-flavor",
    fidelity: Fidelity::Adapted,
    category: Category::Core,
    title: "Resolved resources are missing and were computed from the flavor",
    hint: "Check the computed CPU, memory and GPU amounts.",
};

/// Amounts are not known.
pub const RESOURCES_UNKNOWN: FindingKind = FindingKind {
    slug: "platform/resources-unknown",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "CPU or memory amounts are not known",
    hint: "Set the resources of this workload by an override.",
};

/// Fixed and automatic scaling at once.
pub const SCALING_AMBIGUOUS: FindingKind = FindingKind {
    slug: "platform/scaling-ambiguous",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "Both fixed and automatic scaling are given",
    hint: "Automatic scaling was taken; check which one the platform follows.",
};

/// No scaling.
pub const SCALING_DEFAULT: FindingKind = FindingKind {
    slug: "platform/scaling-default",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "A part of the scaling is not given and the platform's default was taken",
    hint: "Check the replica counts and the target.",
};

/// Scaling that lacks a member without default.
pub const SCALING_INCOMPLETE: FindingKind = FindingKind {
    slug: "platform/scaling-incomplete",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "A part of the scaling is missing for which no default is known",
    hint: "Complete the scaling by an override.",
};

/// What should be a public key is none.
pub const SSH_KEY_UNREADABLE: FindingKind = FindingKind {
    slug: "platform/ssh-key-unreadable",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "An SSH key is no public key in the usual form and is left out",
    hint: "Look at it with the vendor's tools; if it is a private key, replace it everywhere.",
};

/// A role that is not documented.
pub const TOKEN_ROLE_UNKNOWN: FindingKind = FindingKind {
    slug: "platform/token-role-unknown",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "The token has a role this version does not know",
    hint: "Find out what it allows and give its users the counterpart on the target.",
};

/// A selector nobody can read.
pub const TOKEN_SELECTOR_UNREADABLE: FindingKind = FindingKind {
    slug: "platform/token-selector-unreadable",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "The token's label selector cannot be read",
    hint: "Find out which workloads the token reaches; no dependency of it is listed.",
};

/// An object of another form.
pub const UNDECODABLE: FindingKind = FindingKind {
    slug: "platform/undecodable",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "The object does not have the documented form and is not exported",
    hint: "Look at the object with the vendor's tools and report it; it is missing from this estate.",
};

/// A member that is not documented.
pub const UNKNOWN_MEMBER: FindingKind = FindingKind {
    slug: "platform/unknown-member",
    fidelity: Fidelity::Manual,
    category: Category::Specific,
    title: "The document has a member this version does not know",
    hint: "Look up what it does; it is kept in the exported source document and translated into nothing.",
};

/// A state that is not documented.
pub const UNKNOWN_STATE: FindingKind = FindingKind {
    slug: "platform/unknown-state",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "The object is in a state this version does not know",
    hint: "Decide whether it should run on the target.",
};

/// A name of an enumeration that is not documented.
pub const UNKNOWN_VALUE: FindingKind = FindingKind {
    slug: "platform/unknown-value",
    fidelity: Fidelity::Manual,
    category: Category::Specific,
    title: "A member has a value this version does not know",
    hint: "Look up what the value means and set the counterpart by an override.",
};

/// Two sources of one volume.
pub const VOLUME_AMBIGUOUS: FindingKind = FindingKind {
    slug: "platform/volume-ambiguous",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "A volume names more than one source",
    hint: "The newest spelling was taken; check where the data comes from.",
};

/// A place in a data store that lacks a part.
pub const VOLUME_INCOMPLETE: FindingKind = FindingKind {
    slug: "platform/volume-incomplete",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "A volume names a data store but no container",
    hint: "Complete the volume by an override.",
};

/// No permission.
pub const VOLUME_PERMISSION_DEFAULT: FindingKind = FindingKind {
    slug: "platform/volume-permission-default",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "A volume has no access mode; read-write was taken",
    hint: "Check whether the workload may be kept from writing to the volume.",
};

/// No permission, where that decides what is written back.
pub const VOLUME_PERMISSION_UNKNOWN: FindingKind = FindingKind {
    slug: "platform/volume-permission-unknown",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "A volume whose data is copied back has no access mode; read-write was taken",
    hint: "Decide whether what the workload writes is copied back, and set the access mode by an override.",
};

/// No source.
pub const VOLUME_WITHOUT_SOURCE: FindingKind = FindingKind {
    slug: "platform/volume-without-source",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "A volume does not say where its data comes from",
    hint: "Supply the data or drop the volume by an override.",
};
