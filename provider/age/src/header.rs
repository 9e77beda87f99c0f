//! What a file begins with: who can read it.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use ring::{
    agreement::{EphemeralPrivateKey, UnparsedPublicKey, X25519, agree_ephemeral},
    hmac,
    rand::SystemRandom,
};

use crate::{Error, FileKey, Recipient, derived, random, stream::cipher};

const VERSION: &str = "age-encryption.org/v1";

/// All of a file before its encrypted bytes, the nonce at its end included. It is never the same twice, and must be kept with the
/// bytes: without it nobody can read them.
///
/// # Errors
/// No recipient, one of small order, or a system without randomness.
pub fn header(key: &FileKey, recipients: &[Recipient]) -> Result<Vec<u8>, Error> {
    if recipients.is_empty() {
        return Err(Error::Recipient);
    }
    let exchanges: Result<Vec<_>, _> = recipients.iter().copied().map(Exchange::with).collect();
    assemble(key, &random()?, &exchanges?)
}

/// What a recipient and we have in common.
pub(crate) struct Exchange {
    pub(crate) recipient: Recipient,
    /// Our public key.
    pub(crate) share: [u8; 32],
    pub(crate) secret: [u8; 32],
}

impl Exchange {
    fn with(recipient: Recipient) -> Result<Self, Error> {
        let own = EphemeralPrivateKey::generate(&X25519, &SystemRandom::new())
            .map_err(|_| Error::Random)?;
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
    fn stanza(&self, key: &FileKey) -> Result<String, Error> {
        let salt = [self.share, self.recipient.0].concat();
        let wrapping = derived(&self.secret, &salt, b"age-encryption.org/v1/X25519")?;
        let mut wrapped = Vec::new();
        cipher(&wrapping)?.seal([0; 12], &key.0, &mut wrapped)?;
        Ok(format!(
            "-> X25519 {}\n{}\n",
            STANDARD_NO_PAD.encode(self.share),
            STANDARD_NO_PAD.encode(wrapped)
        ))
    }
}

/// `nonce` must never come twice with one key.
pub(crate) fn assemble(
    key: &FileKey,
    nonce: &[u8; 16],
    exchanges: &[Exchange],
) -> Result<Vec<u8>, Error> {
    let mut text = format!("{VERSION}\n");
    for exchange in exchanges {
        text.push_str(&exchange.stanza(key)?);
    }
    text.push_str("---");
    let signing = hmac::Key::new(hmac::HMAC_SHA256, &derived(&key.0, &[], b"header")?);
    let seal = STANDARD_NO_PAD.encode(hmac::sign(&signing, text.as_bytes()));
    text.push_str(&format!(" {seal}\n"));
    let mut header = text.into_bytes();
    header.extend_from_slice(nonce);
    Ok(header)
}
