//! How the vendor's things are recognised in configuration. The only place besides the census that knows its names.

use ovhai_syntax::Named;

/// Prefix of every type of the vendor's provider.
pub const TYPES: &str = "ovh_";
/// Prefix of every type of this project's own provider; such blocks go when the exit is done.
pub const OWN_TYPES: &str = "ovhai_";
/// Prefix of the types of the provider for the platform's virtual machines, which other platforms have too.
pub const OPENSTACK_TYPES: &str = "openstack_";
/// Local names of the vendor's providers, unless `required_providers` gives others.
pub const PROVIDERS: [&str; 2] = ["ovh", "ovhai"];
/// What provider addresses end with.
pub const SOURCES: [&str; 2] = ["ovh/ovh", "ovh-reversibility/ovhai"];

/// Whether `of_type` is a type of the vendor's provider or of our own.
#[must_use]
pub fn is_type(of_type: &str) -> bool {
    of_type.starts_with(TYPES) || of_type.starts_with(OWN_TYPES)
}

/// Whether `named` is of a type of the provider for virtual machines.
#[must_use]
pub fn is_openstack(named: &Named) -> bool {
    matches!(
        named,
        Named::Resource { of_type, .. } | Named::Data { of_type, .. } if of_type.starts_with(OPENSTACK_TYPES)
    )
}

/// Whether `source` is the address of the provider for virtual machines.
#[must_use]
pub fn is_openstack_source(source: &str) -> bool {
    source.to_ascii_lowercase().ends_with("/openstack")
}

/// Whether the host `name` is where the platform checks OpenStack identities: `auth.cloud.ovh.net`, `auth.cloud.ovh.us`.
#[must_use]
pub fn is_identity_host(name: &[u8]) -> bool {
    name.starts_with(b"auth.")
}

/// Whether `source` is the address of one of the vendor's providers, with a registry's host or without.
#[must_use]
pub fn is_source(source: &str) -> bool {
    let source = source.to_ascii_lowercase();
    SOURCES.iter().any(|known| {
        source
            .strip_suffix(known)
            .is_some_and(|host| host.is_empty() || host.ends_with('/'))
    })
}

/// The vendor's type that `named` is of.
#[must_use]
pub fn type_of(named: &Named) -> Option<&str> {
    match named {
        Named::Resource { of_type, .. }
        | Named::Data { of_type, .. }
        | Named::Ephemeral { of_type, .. } => is_type(of_type).then_some(of_type),
        _ => None,
    }
}
