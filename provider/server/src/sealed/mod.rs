//! Values encrypted for public keys, in the format of age version 1 (age-encryption.org/v1), armoured: what a state may hold of
//! a secret. `age --decrypt` reads them.
//!
//! Only what is needed of the format: X25519 recipients, and values that fit into one chunk of 64 KiB. The program that
//! decrypts is the person's, so this crate writes the format and never reads it.

mod recipient;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    agreement::{EphemeralPrivateKey, UnparsedPublicKey, X25519, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    hmac,
    rand::{SecureRandom, SystemRandom},
};

pub use recipient::Recipient;

/// The largest value, in bytes.
const MOST: usize = 64 * 1024;

const VERSION: &str = "age-encryption.org/v1";

/// Why a value could not be encrypted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No key, or one that is none.
    #[error("one of the recipients is not a usable public key")]
    Recipient,
    /// The value is too long.
    #[error("the value is longer than 64 KiB")]
    TooLong,
    /// A cipher refused its input, which the lengths used here rule out.
    #[error("the cipher failed")]
    Cipher,
    /// The system has no random numbers.
    #[error("the system gave no random numbers")]
    Random,
}

/// `value`, readable with the private key of any of `recipients`. The same value looks different each time.
///
/// # Errors
/// No recipient, one of small order, a value over 64 KiB, or a system without randomness.
pub fn seal(value: &[u8], recipients: &[Recipient]) -> Result<String, Error> {
    let random = SystemRandom::new();
    let (mut file_key, mut nonce) = ([0; 16], [0; 16]);
    random.fill(&mut file_key).map_err(|_| Error::Random)?;
    random.fill(&mut nonce).map_err(|_| Error::Random)?;
    let mut exchanges = Vec::with_capacity(recipients.len());
    for recipient in recipients {
        exchanges.push(Exchange::with(*recipient, &random)?);
    }
    if exchanges.is_empty() {
        return Err(Error::Recipient);
    }
    Ok(armoured(&assemble(value, &file_key, &nonce, &exchanges)?))
}

/// What a recipient and we have in common.
struct Exchange {
    recipient: Recipient,
    /// Our public key.
    share: [u8; 32],
    secret: [u8; 32],
}

impl Exchange {
    fn with(recipient: Recipient, random: &SystemRandom) -> Result<Self, Error> {
        let own = EphemeralPrivateKey::generate(&X25519, random).map_err(|_| Error::Random)?;
        let share = own.compute_public_key().map_err(|_| Error::Random)?;
        let share = share.as_ref().try_into().map_err(|_| Error::Random)?;
        let key = UnparsedPublicKey::new(&X25519, recipient.0);
        // Refuses keys of small order, whose secret anybody knows.
        let secret = agree_ephemeral(own, &key, |secret| <[u8; 32]>::try_from(secret));
        let secret = secret.map_err(|_| Error::Recipient)?;
        Ok(Self {
            recipient,
            share,
            secret: secret.map_err(|_| Error::Recipient)?,
        })
    }

    /// The part of the header from which this recipient gets the key of the file.
    fn stanza(&self, file_key: &[u8; 16]) -> Result<String, Error> {
        let salt = [self.share, self.recipient.0].concat();
        let key = derived(&self.secret, &salt, b"age-encryption.org/v1/X25519")?;
        let wrapped = encrypted(file_key, &key, [0; 12])?;
        Ok(format!(
            "-> X25519 {}\n{}\n",
            STANDARD_NO_PAD.encode(self.share),
            STANDARD_NO_PAD.encode(wrapped)
        ))
    }
}

/// The file. `nonce` must never come twice with one key.
fn assemble(
    value: &[u8],
    file_key: &[u8; 16],
    nonce: &[u8; 16],
    exchanges: &[Exchange],
) -> Result<Vec<u8>, Error> {
    if value.len() > MOST {
        return Err(Error::TooLong);
    }
    let mut header = format!("{VERSION}\n");
    for exchange in exchanges {
        header.push_str(&exchange.stanza(file_key)?);
    }
    header.push_str("---");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &derived(file_key, &[], b"header")?);
    let seal = STANDARD_NO_PAD.encode(hmac::sign(&key, header.as_bytes()));
    header.push_str(&format!(" {seal}\n"));

    let mut file = header.into_bytes();
    file.extend_from_slice(nonce);
    let mut first_and_last = [0; 12];
    first_and_last[11] = 1;
    let key = derived(file_key, nonce, b"payload")?;
    file.extend(encrypted(value, &key, first_and_last)?);
    Ok(file)
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

/// ChaCha20-Poly1305.
fn encrypted(value: &[u8], key: &[u8; 32], nonce: [u8; 12]) -> Result<Vec<u8>, Error> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, key).map_err(|_| Error::Cipher)?;
    let mut bytes = value.to_vec();
    LessSafeKey::new(key)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::empty(),
            &mut bytes,
        )
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
