//! Secrets that the calls around AI give out: recognisably invented, the same in every run, used nowhere else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A secret of a kind for a name: `sandbox-KIND-not-real-` and eight characters that follow from both.
pub(crate) fn secret(kind: &str, name: &str) -> String {
    let text = format!("ovh-sandbox:{kind}/{name}");
    let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, text.as_bytes()).simple();
    let id = id.to_string();
    format!(
        "sandbox-{kind}-not-real-{}",
        id.get(..8).unwrap_or_default()
    )
}

/// The same as base64 text.
pub(crate) fn encoded(kind: &str, name: &str) -> String {
    STANDARD.encode(secret(kind, name))
}
