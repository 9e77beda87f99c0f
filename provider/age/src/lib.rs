//! Values and files encrypted for public keys, in the format of age version 1 (age-encryption.org/v1): what may leave for places
//! that others read, and what a state may hold of a secret. `age --decrypt` reads them.
//!
//! Only X25519 recipients are written. The program that decrypts is the person's, so this crate writes the format and never reads
//! it. A file is a [`header`] followed by what its [`Stream`] makes of the plain bytes, a chunk at a time in any order: large files
//! can be encrypted in parts.

mod header;
mod recipient;
mod stream;

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::{
    hkdf::{HKDF_SHA256, KeyType, Salt},
    rand::{SecureRandom, SystemRandom},
};

pub use header::header;
pub use recipient::{NoRecipient, Recipient};
pub use stream::{CHUNK, Stream, sealed_size};

/// Why something could not be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No key, or one that is none.
    #[error("one of the recipients is not a usable public key")]
    Recipient,
    /// A cipher refused its input, which the lengths used here rule out.
    #[error("the cipher failed")]
    Cipher,
    /// The system has no random numbers.
    #[error("the system gave no random numbers")]
    Random,
}

/// The key of one file. Whoever has it can read the file: it never leaves the process, except encrypted in the file's header.
#[derive(Clone)]
pub struct FileKey([u8; 16]);

impl FileKey {
    /// A key from bytes that nobody can guess and that make no other file.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// A new one.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn fresh() -> Result<Self, Error> {
        random().map(Self)
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(redacted)")
    }
}

/// `value`, readable with the private key of any of `recipients`, as text. The same value looks different each time.
///
/// # Errors
/// No recipient, one of small order, or a system without randomness.
pub fn seal(value: &[u8], recipients: &[Recipient]) -> Result<String, Error> {
    let key = FileKey::fresh()?;
    let mut file = header(&key, recipients)?;
    Stream::new(&key, &file)?.seal(0, value, true, &mut file)?;
    Ok(armoured(&file))
}

/// Bytes that nobody can guess.
///
/// # Errors
/// [`Error::Random`].
pub fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Error> {
    let mut bytes = [0; LENGTH];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map(|()| bytes).map_err(|_| Error::Random)
}

/// HKDF-SHA-256.
fn derived(key: &[u8], salt: &[u8], purpose: &[u8]) -> Result<[u8; 32], Error> {
    struct Length;
    impl KeyType for Length {
        fn len(&self) -> usize {
            32
        }
    }
    let mut bytes = [0; 32];
    Salt::new(HKDF_SHA256, salt)
        .extract(key)
        .expand(&[purpose], Length)
        .and_then(|okm| okm.fill(&mut bytes))
        .map_err(|_| Error::Cipher)?;
    Ok(bytes)
}

/// The file as text in lines of 64 characters.
fn armoured(file: &[u8]) -> String {
    let text = STANDARD.encode(file);
    let mut armoured = String::from("-----BEGIN AGE ENCRYPTED FILE-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        // All of it is ASCII.
        let (line, tail) = rest.split_at(rest.len().min(64));
        armoured.push_str(line);
        armoured.push('\n');
        rest = tail;
    }
    armoured.push_str("-----END AGE ENCRYPTED FILE-----\n");
    armoured
}

#[cfg(test)]
mod tests;
