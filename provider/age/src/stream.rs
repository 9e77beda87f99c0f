//! The encrypted bytes: chunks of 64 KiB, each with its number and whether it is the last.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

use crate::{Error, FileKey, derived};

/// Plain bytes of every chunk but the last.
pub const CHUNK: usize = 64 << 10;

/// Bytes by which a chunk becomes longer.
const TAG: usize = 16;

/// Encrypts what follows a header.
pub struct Stream(Cipher);

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream(redacted)")
    }
}

impl Stream {
    /// For the file that begins with `header`, which was made with the same key.
    ///
    /// # Errors
    /// [`Error::Cipher`] if it is no header.
    pub fn new(key: &FileKey, header: &[u8]) -> Result<Self, Error> {
        let nonce = header.last_chunk::<16>().ok_or(Error::Cipher)?;
        Ok(Self(cipher(&derived(&key.0, nonce, b"payload")?)?))
    }

    /// Appends `plain`, which begins with chunk number `first`, encrypted. Only the last piece of a file may end within a chunk, and
    /// it is empty only if the file is. The same chunk must always be given the same bytes.
    ///
    /// # Errors
    /// [`Error::Cipher`] for a piece that ends within a chunk and is not the last.
    pub fn seal(
        &self,
        first: u64,
        plain: &[u8],
        is_last: bool,
        into: &mut Vec<u8>,
    ) -> Result<(), Error> {
        if !is_last && !plain.len().is_multiple_of(CHUNK) {
            return Err(Error::Cipher);
        }
        let count = plain.len().div_ceil(CHUNK).max(usize::from(is_last));
        into.reserve(plain.len() + count * TAG);
        for index in 0..count {
            let begin = index * CHUNK;
            let chunk = &plain[begin..plain.len().min(begin + CHUNK)];
            let mut nonce = [0; 12];
            nonce[3..11].copy_from_slice(&(first + index as u64).to_be_bytes());
            nonce[11] = u8::from(is_last && index + 1 == count);
            self.0.seal(nonce, chunk, into)?;
        }
        Ok(())
    }
}

/// Bytes that `plain` bytes come to behind their header.
#[must_use]
pub const fn sealed_size(plain: u64) -> u64 {
    let chunks = plain.div_ceil(CHUNK as u64);
    plain + TAG as u64 * if chunks == 0 { 1 } else { chunks }
}

/// ChaCha20-Poly1305.
pub(crate) struct Cipher(LessSafeKey);

pub(crate) fn cipher(key: &[u8; 32]) -> Result<Cipher, Error> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, key).map_err(|_| Error::Cipher)?;
    Ok(Cipher(LessSafeKey::new(key)))
}

impl Cipher {
    /// Appends `plain`, encrypted.
    pub(crate) fn seal(
        &self,
        nonce: [u8; 12],
        plain: &[u8],
        into: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let begin = into.len();
        into.extend_from_slice(plain);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = (self.0)
            .seal_in_place_separate_tag(nonce, Aad::empty(), &mut into[begin..])
            .map_err(|_| Error::Cipher)?;
        into.extend_from_slice(tag.as_ref());
        Ok(())
    }
}
