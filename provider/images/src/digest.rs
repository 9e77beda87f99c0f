//! Digests of content as registries write them, and computing them while bytes pass.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use ring::digest::{Context, SHA256, SHA512};
use serde::{Deserialize, Serialize};

/// `sha256:` and 64, or `sha512:` and 128 lower-case hex digits: the two algorithms the image specification registers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentDigest(String);

impl ContentDigest {
    /// Reads `ALGORITHM:HEX`; nothing else passes, so the text is safe as a path or URL segment.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (algorithm, hex) = text.split_once(':')?;
        let length = match algorithm {
            "sha256" => 64,
            "sha512" => 128,
            _ => return None,
        };
        let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (hex.len() == length && hex.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// The SHA-256 of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(ovhai_model::Digest::of(bytes).as_str().to_owned())
    }

    /// With the algorithm.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `sha256` or `sha512`.
    #[must_use]
    pub fn algorithm(&self) -> &str {
        self.0
            .split_once(':')
            .map_or("", |(algorithm, _)| algorithm)
    }

    /// Only the hex digits.
    #[must_use]
    pub fn hex(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, hex)| hex)
    }

    /// The tag under which registries without a referrers API keep what refers to this digest.
    #[must_use]
    pub fn fallback_tag(&self) -> String {
        format!("{}-{}", self.algorithm(), self.hex())
    }

    /// Whether `bytes` have this digest.
    #[must_use]
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish() == *self
    }

    /// A hasher of this digest's algorithm.
    #[must_use]
    pub fn hasher(&self) -> Hasher {
        let is_long = self.algorithm() == "sha512";
        Hasher {
            context: Context::new(if is_long { &SHA512 } else { &SHA256 }),
            algorithm: if is_long { "sha512" } else { "sha256" },
            length: 0,
        }
    }
}

impl TryFrom<String> for ContentDigest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
            .ok_or("a digest is sha256 or sha512, a colon and lower-case hexadecimal digits")
    }
}

impl From<ContentDigest> for String {
    fn from(digest: ContentDigest) -> Self {
        digest.0
    }
}

impl fmt::Display for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Fewer bytes take less time than looking at a clock is worth.
const TIMED: usize = 4096;

static SPENT: AtomicU64 = AtomicU64::new(0);

/// Time this process has spent on digests of blobs so far, on all its threads together; that of pieces below 4 KiB is not counted.
#[must_use]
pub fn hashing() -> Duration {
    Duration::from_nanos(SPENT.load(Ordering::Relaxed))
}

/// Hashes what passes.
#[derive(Clone)]
pub struct Hasher {
    context: Context,
    algorithm: &'static str,
    length: u64,
}

impl Hasher {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        if bytes.len() < TIMED {
            self.context.update(bytes);
        } else {
            let begun = Instant::now();
            self.context.update(bytes);
            let spent = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
            SPENT.fetch_add(spent, Ordering::Relaxed);
        }
        self.length += bytes.len() as u64;
    }

    /// Takes what it has not taken yet of bytes that begin at `offset` of the content: those that come a second time pass by.
    pub(crate) fn update_at(&mut self, offset: u64, bytes: &[u8]) {
        let known = self.length.saturating_sub(offset);
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        if let Some(fresh) = bytes.get(known..) {
            self.update(fresh);
        }
    }

    /// The digest of all that passed.
    #[must_use]
    pub fn finish(self) -> ContentDigest {
        let mut text = format!("{}:", self.algorithm);
        for byte in self.context.finish().as_ref() {
            text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        ContentDigest(text)
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hasher({})", self.algorithm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_digests_of_known_algorithms_pass() {
        let good = ContentDigest::of(b"x");
        assert_eq!(ContentDigest::parse(good.as_str()), Some(good.clone()));
        assert!(good.is_of(b"x") && !good.is_of(b"y"));
        for bad in [
            "",
            "sha256:",
            "sha256:../../x",
            "md5:d41d8cd98f00b204e9800998ecf8427e",
        ] {
            assert_eq!(ContentDigest::parse(bad), None, "{bad}");
        }
        assert_eq!(ContentDigest::parse(&good.as_str().to_uppercase()), None);
    }

    #[test]
    fn bytes_that_come_again_are_taken_once() {
        let whole = ContentDigest::of(b"0123456789");
        let mut hasher = whole.hasher();
        for (offset, bytes) in [
            (0, "01234"),
            (2, "23"),
            (3, "3456"),
            (7, ""),
            (0, "0"),
            (7, "789"),
        ] {
            hasher.update_at(offset, bytes.as_bytes());
        }
        assert_eq!(hasher.finish(), whole);
    }

    #[test]
    fn sha512_is_computed_as_such() {
        let digest = ContentDigest::parse(&format!("sha512:{}", "0".repeat(128))).unwrap();
        let mut hasher = digest.hasher();
        hasher.update(b"abc");
        assert!(
            hasher
                .finish()
                .as_str()
                .starts_with("sha512:ddaf35a193617aba")
        );
    }
}
