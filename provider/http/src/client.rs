//! Connections: TLS on ring, no redirects and no repetitions behind the caller's back.

use std::time::Duration;

use url::{Host, Url};

/// A client for the server at `root`. It follows no redirect and repeats nothing; to this machine it uses no proxy.
/// `authorities` are certificate authorities in PEM, beside those of the machine.
///
/// # Errors
/// Says what is wrong with an authority or the machine's TLS.
pub fn client(
    root: &Url,
    user_agent: &str,
    authorities: &[String],
    connect_timeout: Duration,
) -> Result<reqwest::Client, String> {
    let mut certificates = Vec::new();
    for bundle in authorities {
        let found = reqwest::Certificate::from_pem_bundle(bundle.as_bytes())
            .map_err(|error| format!("a certificate authority is no PEM: {error}"))?;
        if found.is_empty() {
            return Err("a certificate authority holds no certificate".to_owned());
        }
        certificates.extend(found);
    }
    let mut builder = builder(root, connect_timeout).user_agent(user_agent);
    if !is_plain(root) {
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().map_err(chain)
}

/// What every client for the server at `root` begins with: ring, no redirects, no repetitions, and to this machine no proxy.
pub fn builder(root: &Url, connect_timeout: Duration) -> reqwest::ClientBuilder {
    // Refused when another part of the process has chosen a provider already; then that one serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .http1_only();
    if is_loopback(root) {
        builder = builder.no_proxy();
    }
    if is_plain(root) {
        // Reads no certificate from disk.
        builder = builder.tls_certs_only([]);
    }
    builder
}

fn is_plain(root: &Url) -> bool {
    root.scheme() == "http" && is_loopback(root)
}

/// An error with all its causes in one line, and without URLs: their query may hold a signature.
#[must_use]
pub fn chain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        let said = cause.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        source = cause.source();
    }
    text
}

/// Whether both have the same scheme, host and port.
#[must_use]
pub fn same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

/// Whether the host is this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
