//! Copies that only some people can read: each object becomes a file of age, which `age --decrypt` opens.
//!
//! Such a copy looks different each time it is made. Whether the source has changed is therefore told by fingerprints of its sums
//! under a key that the destination does not have: whoever sees manifest and journal there cannot try what a small object may
//! contain. Names, sizes, times, types and metadata stay readable in both.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use ovhai_age::{CHUNK, FileKey, Recipient, Stream, header, random, sealed_size};
use ring::hmac;
use serde::{Deserialize, Serialize};

use crate::{
    Entry, Error, Properties,
    hash::{hex, sha256},
};

/// Parts of a sealed object end where chunks do.
pub(crate) const GRAIN: u64 = CHUNK as u64;

/// Whom copies are encrypted for.
pub struct Seal {
    recipients: Vec<Recipient>,
    key: hmac::Key,
    audience: String,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seal({} recipients)", self.recipients.len())
    }
}

/// What the manifest says of an encrypted copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Keyed fingerprint of the SHA-256 of the plain bytes.
    pub plain: String,
    /// SHA-256 of the recipients' public keys: who could read it when it was made.
    pub recipients: String,
}

/// What is noted of an upload that another run may go on with. It tells nobody the key of the file without the key of the
/// fingerprints, and it is removed when the upload is complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SealNote {
    /// What the file's key is derived from: hex digits.
    salt: String,
    /// In Base64.
    header: String,
    recipients: String,
}

impl Seal {
    /// For all of `recipients`; `key` is the secret under which fingerprints are taken.
    ///
    /// # Errors
    /// [`Error::Configuration`] if there is no recipient, or one whose messages anybody could read.
    pub fn new(mut recipients: Vec<Recipient>, key: &[u8]) -> Result<Self, Error> {
        recipients.sort_unstable();
        recipients.dedup();
        let keys: Vec<u8> = recipients.iter().flat_map(|one| one.0).collect();
        let seal = Self {
            recipients,
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
            audience: sha256(&keys),
        };
        seal.begin()?;
        Ok(seal)
    }

    /// Stands for a sum: the same for the same text and key, and of use to nobody else.
    pub(crate) fn fingerprint(&self, text: &str) -> String {
        hex(&self.signed("sum", text.as_bytes())[..16])
    }

    fn signed(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(b"ovhai data ");
        context.update(purpose.as_bytes());
        context.update(b"\0");
        context.update(text);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.sign().as_ref());
        bytes
    }

    /// Whether a copy was made for the same people.
    pub(crate) fn is_of(&self, sealed: &Sealed) -> bool {
        sealed.recipients == self.audience
    }

    /// A file that did not exist before.
    pub(crate) fn begin(&self) -> Result<Sealing, Error> {
        let salt = random::<32>().map_err(failed)?;
        let key = self.file_key(&salt);
        let header = header(&key, &self.recipients).map_err(failed)?;
        let note = SealNote {
            salt: hex(&salt),
            header: STANDARD.encode(&header),
            recipients: self.audience.clone(),
        };
        Sealing::new(&key, header, note)
    }

    /// The file that an earlier run began, unless it was for others.
    pub(crate) fn resume(&self, note: &SealNote) -> Result<Option<Sealing>, Error> {
        let salt: Option<Vec<u8>> = (0..note.salt.len() / 2)
            .map(|at| u8::from_str_radix(note.salt.get(2 * at..2 * at + 2)?, 16).ok())
            .collect();
        let (Some(salt), Ok(header)) = (salt, STANDARD.decode(&note.header)) else {
            return Ok(None);
        };
        if note.recipients != self.audience {
            return Ok(None);
        }
        Sealing::new(&self.file_key(&salt), header, note.clone()).map(Some)
    }

    fn file_key(&self, salt: &[u8]) -> FileKey {
        let mut key = [0; 16];
        key.copy_from_slice(&self.signed("file", salt)[..16]);
        FileKey::new(key)
    }

    /// What the manifest says beside the sums of what is stored.
    pub(crate) fn describe(&self, entry: &mut Entry, plain: &str) {
        entry.etag = self.fingerprint(&entry.etag);
        entry.sealed = Some(Sealed {
            plain: self.fingerprint(plain),
            recipients: self.audience.clone(),
        });
    }
}

/// A source's ETag as manifests of such copies tell it.
pub(crate) fn told<'a>(seal: Option<&Seal>, etag: &'a str) -> Cow<'a, str> {
    seal.map_or(Cow::Borrowed(etag), |seal| {
        Cow::Owned(seal.fingerprint(etag))
    })
}

/// What a store is told of a file of age: the object's own description would be wrong of it, or tell too much.
pub(crate) fn properties() -> Properties {
    Properties {
        content_type: Some("application/octet-stream".to_owned()),
        ..Properties::default()
    }
}

/// One file that is being written.
#[derive(Debug)]
pub(crate) struct Sealing {
    header: Vec<u8>,
    stream: Stream,
    pub(crate) note: SealNote,
}

impl Sealing {
    fn new(key: &FileKey, header: Vec<u8>, note: SealNote) -> Result<Self, Error> {
        let stream = Stream::new(key, &header).map_err(failed)?;
        Ok(Self {
            header,
            stream,
            note,
        })
    }

    /// Bytes of the file when `plain` bytes are in it.
    pub(crate) fn size(&self, plain: u64) -> u64 {
        self.header.len() as u64 + sealed_size(plain)
    }

    /// Bytes that a part comes to.
    pub(crate) fn part_size(&self, begin: u64, length: u64) -> u64 {
        let header = if begin == 0 { self.header.len() } else { 0 };
        header as u64 + sealed_size(length)
    }

    /// The part of the file for plain bytes from `begin` on, which is a multiple of [`GRAIN`].
    pub(crate) fn part(&self, begin: u64, plain: &[u8], is_last: bool) -> Result<Bytes, Error> {
        let length = self.part_size(begin, plain.len() as u64);
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        if begin == 0 {
            bytes.extend_from_slice(&self.header);
        }
        (self.stream)
            .seal(begin / GRAIN, plain, is_last, &mut bytes)
            .map_err(failed)?;
        Ok(bytes.into())
    }
}

fn failed(error: ovhai_age::Error) -> Error {
    Error::setting("encryption", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient() -> Recipient {
        // The base point of the curve: as good a public key as any for what is tested here.
        let mut key = [0; 32];
        key[0] = 9;
        Recipient(key)
    }

    #[test]
    fn another_process_goes_on_with_the_same_file() {
        let seal = Seal::new(vec![recipient()], b"key").unwrap();
        let plain = vec![7; 3 * CHUNK + 5];
        let one = seal.begin().unwrap();
        let noted: SealNote =
            serde_json::from_str(&serde_json::to_string(&one.note).unwrap()).unwrap();
        let other = (Seal::new(vec![recipient()], b"key").unwrap()).resume(&noted);
        let other = other.unwrap().unwrap();
        let cut = 2 * CHUNK;
        let whole = one.part(0, &plain, true).unwrap();
        let parts = [
            other.part(0, &plain[..cut], false).unwrap(),
            other.part(cut as u64, &plain[cut..], true).unwrap(),
        ];
        assert_eq!(parts.concat(), whole);
        assert_eq!(whole.len() as u64, one.size(plain.len() as u64));
        assert_eq!(
            parts[1].len() as u64,
            one.part_size(cut as u64, (CHUNK + 5) as u64)
        );
        assert_ne!(seal.begin().unwrap().part(0, &plain, true).unwrap(), whole);
    }

    #[test]
    fn others_do_not_go_on() {
        let seal = Seal::new(vec![recipient()], b"key").unwrap();
        let note = seal.begin().unwrap().note;
        let mut other = recipient();
        other.0[0] = 10;
        let wider = Seal::new(vec![recipient(), other], b"key").unwrap();
        assert!(wider.resume(&note).unwrap().is_none());
        let stranger = Seal::new(vec![recipient()], b"another").unwrap();
        assert_ne!(stranger.fingerprint("a"), seal.fingerprint("a"));
    }

    #[test]
    fn nobody_is_no_audience() {
        assert!(Seal::new(Vec::new(), b"key").is_err());
        assert!(Seal::new(vec![Recipient([0; 32])], b"key").is_err());
        let seal = Seal::new(vec![recipient()], b"secret").unwrap();
        assert_eq!(format!("{seal:?}"), "Seal(1 recipients)");
    }
}
