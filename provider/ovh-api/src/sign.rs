//! Signature of a call with application key, application secret and consumer key (platform-facts section 2.1).

use std::fmt::Write;

use ring::digest;

use ovhai_http::Secret;

/// `$1$` and the lower-case hexadecimal SHA-1 of `secret+consumer+METHOD+URL+body+timestamp`.
///
/// `method` in upper case; `url` exactly as sent, with query; `body` the raw bytes, empty without a body; `timestamp` in
/// unix seconds of the server's clock. The result reveals nothing of the keys but is valid for this call alone.
#[must_use]
pub fn signature(
    application_secret: &Secret,
    consumer_key: &Secret,
    method: &str,
    url: &str,
    body: &[u8],
    timestamp: i64,
) -> String {
    // The vendor prescribes SHA-1; nothing here relies on its collision resistance beyond what the vendor does.
    let mut context = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    context.update(application_secret.expose().as_bytes());
    for part in [
        consumer_key.expose().as_bytes(),
        method.as_bytes(),
        url.as_bytes(),
        body,
    ] {
        context.update(b"+");
        context.update(part);
    }
    context.update(b"+");
    context.update(timestamp.to_string().as_bytes());
    let mut text = String::with_capacity(43);
    text.push_str("$1$");
    for byte in context.finish().as_ref() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
