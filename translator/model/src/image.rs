//! Container images and the hosts of registries.

/// A container image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Reference as given; empty where the platform brings the image (notebooks).
    pub reference: String,
    /// Where it is known to come from, beyond what the reference says.
    pub partner: Option<String>,
}

/// The host of an image reference and the rest; no host means Docker Hub. An upper-case first part can only be a host, since
/// repositories are lower case.
#[must_use]
pub fn split_image_host(reference: &str) -> (Option<&str>, &str) {
    match reference.split_once('/') {
        Some((host, rest))
            if host.contains(['.', ':'])
                || host == "localhost"
                || host.contains(|c: char| c.is_ascii_uppercase()) =>
        {
            (Some(host), rest)
        }
        _ => (None, reference),
    }
}

/// The host an image is pulled from, in the spelling of [`registry_host`].
#[must_use]
pub fn image_host(reference: &str) -> String {
    registry_host(split_image_host(reference).0.unwrap_or("docker.io"))
}

/// The host of a registry's address, with Docker Hub's many names made one.
#[must_use]
pub fn registry_host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let host = rest
        .split('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match host.as_str() {
        "index.docker.io"
        | "registry-1.docker.io"
        | "hub.docker.com"
        | "registry.hub.docker.com" => "docker.io".to_owned(),
        _ => host
            .strip_suffix(":443")
            .map_or(host.clone(), str::to_owned),
    }
}
