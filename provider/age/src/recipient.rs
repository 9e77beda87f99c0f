//! Public keys that a value is encrypted for: `age1…`, 32 bytes of X25519 in Bech32 (BIP 173).

const CHARACTERS: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const PREFIX: &str = "age";
const GENERATOR: [u32; 5] = [
    0x3b6a_57b2,
    0x2650_8e6d,
    0x1ea1_19fa,
    0x3d42_33dd,
    0x2a14_62b3,
];
const CHECKSUM: usize = 6;

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient(pub [u8; 32]);

/// Why a text is no recipient; a sentence.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRecipient {
    /// A private key.
    #[error(
        "This is a private key, which must not be here and should be replaced: give the public key that age-keygen prints, `age1…`."
    )]
    PrivateKey,
    /// Something else altogether, such as an SSH key or a plugin's recipient.
    #[error(
        "A recipient is an X25519 public key as age-keygen prints it: `age1` and 58 more characters, in lower case."
    )]
    OtherForm,
    /// A letter is wrong.
    #[error("The recipient has a typing error: its checksum does not fit.")]
    Checksum,
}

impl std::str::FromStr for Recipient {
    type Err = NoRecipient;

    fn from_str(text: &str) -> Result<Self, NoRecipient> {
        if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
            return Err(NoRecipient::PrivateKey);
        }
        let data = text
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.strip_prefix('1'))
            .ok_or(NoRecipient::OtherForm)?;
        let mut values = Vec::with_capacity(data.len());
        for byte in data.bytes() {
            let value = CHARACTERS.iter().position(|one| *one == byte);
            values.push(
                value
                    .and_then(|value| u8::try_from(value).ok())
                    .ok_or(NoRecipient::OtherForm)?,
            );
        }
        if values.len() != 52 + CHECKSUM {
            return Err(NoRecipient::OtherForm);
        }
        if polymod(prefix_values().chain(values.iter().copied())) != 1 {
            return Err(NoRecipient::Checksum);
        }
        values.truncate(52);
        bytes(&values).map(Self).ok_or(NoRecipient::OtherForm)
    }
}

/// 52 groups of five bits as 32 bytes; the four bits too many must be zero.
fn bytes(values: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = Vec::with_capacity(32);
    let (mut bits, mut count) = (0_u32, 0);
    for value in values {
        bits = (bits << 5) | u32::from(*value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    (bits == 0).then_some(())?;
    bytes.try_into().ok()
}

fn prefix_values() -> impl Iterator<Item = u8> {
    let high = PREFIX.bytes().map(|byte| byte >> 5);
    let low = PREFIX.bytes().map(|byte| byte & 31);
    high.chain(std::iter::once(0)).chain(low)
}

fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    values.fold(1, |checksum, value| {
        let top = checksum >> 25;
        let next = ((checksum & 0x01ff_ffff) << 5) ^ u32::from(value);
        GENERATOR
            .iter()
            .enumerate()
            .filter(|(bit, _)| (top >> bit) & 1 == 1)
            .fold(next, |next, (_, word)| next ^ word)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The way back, for keys that tests make.
    pub(crate) fn written(key: &[u8; 32]) -> String {
        let (mut values, mut bits, mut count) = (Vec::new(), 0_u32, 0);
        for byte in key {
            bits = (bits << 8) | u32::from(*byte);
            count += 8;
            while count >= 5 {
                count -= 5;
                values.push(u8::try_from((bits >> count) & 31).unwrap());
            }
        }
        values.push(u8::try_from((bits << (5 - count)) & 31).unwrap());
        let padded = prefix_values().chain(values.clone()).chain([0; CHECKSUM]);
        let checksum = polymod(padded) ^ 1;
        values.extend(
            (0..CHECKSUM).map(|at| u8::try_from((checksum >> (5 * (5 - at))) & 31).unwrap()),
        );
        let text = values
            .iter()
            .map(|value| char::from(CHARACTERS[usize::from(*value)]));
        format!("{PREFIX}1{}", text.collect::<String>())
    }

    #[test]
    fn a_published_recipient_is_read_and_written_alike() {
        // From the documentation of age.
        let text = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        let recipient: Recipient = text.parse().unwrap();
        assert_eq!(written(&recipient.0), text);
    }

    #[test]
    fn what_is_no_recipient_is_named() {
        let good = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        let refused = |text: &str| text.parse::<Recipient>().unwrap_err();
        for at in 4..good.len() {
            let other = if &good[at..=at] == "q" { "p" } else { "q" };
            let typo = format!("{}{other}{}", &good[..at], &good[at + 1..]);
            assert_eq!(refused(&typo), NoRecipient::Checksum, "{typo}");
        }
        for text in [
            "",
            "age1",
            "ssh-ed25519 AAAA",
            &good.to_uppercase(),
            &good[..good.len() - 1],
            "age1yubikey1qwerty",
            "AGE1ql3z",
        ] {
            assert_eq!(refused(text), NoRecipient::OtherForm, "{text}");
        }
        assert_eq!(refused("AGE-SECRET-KEY-1XXXX"), NoRecipient::PrivateKey);
        assert_eq!(refused("age-secret-key-1xxxx"), NoRecipient::PrivateKey);
    }
}
