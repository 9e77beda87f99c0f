//! The request signature of platform-facts section 2.1.

use std::fmt::Write as _;

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

/// Everything a signature covers.
pub(crate) struct SignedText<'a> {
    pub(crate) application_secret: &'a str,
    pub(crate) consumer_key: &'a str,
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) body: &'a [u8],
    pub(crate) timestamp: &'a str,
}

impl SignedText<'_> {
    /// `$1$` and 40 hexadecimal digits.
    pub(crate) fn signature(&self) -> String {
        let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
        let parts = [
            self.application_secret.as_bytes(),
            self.consumer_key.as_bytes(),
            self.method.as_bytes(),
            self.url.as_bytes(),
            self.body,
            self.timestamp.as_bytes(),
        ];
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 {
                context.update(b"+");
            }
            context.update(part);
        }
        let mut text = String::from("$1$");
        for byte in context.finish().as_ref() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_answers_are_reproduced() {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../data/signature-vectors.json")).unwrap();
        let vectors = file["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 6);
        for vector in vectors {
            let text = SignedText {
                application_secret: file["applicationSecret"].as_str().unwrap(),
                consumer_key: file["consumerKey"].as_str().unwrap(),
                method: vector["method"].as_str().unwrap(),
                url: vector["url"].as_str().unwrap(),
                body: vector["body"].as_str().unwrap().as_bytes(),
                timestamp: &vector["timestamp"].to_string(),
            };
            assert_eq!(
                text.signature(),
                vector["signature"].as_str().unwrap(),
                "{}",
                vector["url"]
            );
        }
    }
}
