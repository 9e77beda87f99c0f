//! Against published vectors, and that every recipient can open what is sealed.

use base64::engine::general_purpose::STANDARD_NO_PAD;
use proptest::prelude::*;
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, Tag, UnboundKey},
    agreement::{EphemeralPrivateKey, UnparsedPublicKey, X25519, agree_ephemeral},
    hmac,
};

use super::{
    header::{Exchange, assemble},
    *,
};

/// `armor_x25519` of the test vectors that age's authors publish in C2SP/CCTV (CC0). The file's key is given there, and the
/// nonce stands in the file; the recipient's public key and the secret in common were computed from the private key that
/// the vector names.
const PUBLISHED: &str = "-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FY
TnlDVkpwTDdPdXdQZFZ3UEw3S1FFYkZET0NjCmhqYWJHWHdTTFE5YzNTNkx3Mmkr
UzJUdTJmaXdRSEhzbGJCTjZCNDFGTEUKLS0tIFd5SnA5Ri85Rk9aaDdnSmRoZXEy
V0lKY3dIZ1ljOE5JVmgzZGR3aHJjTmcK7s9ix86RtDMnTmjU8vkTTLdMW/73vqpS
yPC8DpksHoMx+2Y=
-----END AGE ENCRYPTED FILE-----
";
const RECIPIENT: &str = "NtzsP18kc5oMizbLtP+iVympSlHUH7IFo3QZ/n9a2yo=";
const SHARE: &str = "TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc=";
const SECRET: &str = "PmgJp8OJ7QoUYtLjooPvh/HiBTk84ANpFsLdymYio3A=";

fn key(text: &str) -> [u8; 32] {
    STANDARD.decode(text).unwrap().try_into().unwrap()
}

#[test]
fn the_published_file_is_made_byte_for_byte() {
    let exchange = Exchange {
        recipient: Recipient(key(RECIPIENT)),
        share: key(SHARE),
        secret: key(SECRET),
    };
    let nonce: [u8; 16] = [
        0xee, 0xcf, 0x62, 0xc7, 0xce, 0x91, 0xb4, 0x33, 0x27, 0x4e, 0x68, 0xd4, 0xf2, 0xf9, 0x13,
        0x4c,
    ];
    let file_key = FileKey::new(*b"YELLOW SUBMARINE");
    let mut file = assemble(&file_key, &nonce, &[exchange]).unwrap();
    let stream = Stream::new(&file_key, &file).unwrap();
    stream.seal(0, b"age", true, &mut file).unwrap();
    assert_eq!(armoured(&file), PUBLISHED);
}

/// Someone with a key pair, who can read one file.
struct Reader {
    own: EphemeralPrivateKey,
    public: [u8; 32],
}

impl Reader {
    fn new() -> Self {
        let own = EphemeralPrivateKey::generate(&X25519, &SystemRandom::new()).unwrap();
        let public = own
            .compute_public_key()
            .unwrap()
            .as_ref()
            .try_into()
            .unwrap();
        Self { own, public }
    }

    fn recipient(&self) -> Recipient {
        recipient::tests::written(&self.public).parse().unwrap()
    }

    /// Reads the stanza `at`, as the specification says.
    fn open(self, text: &str, at: usize) -> Option<Vec<u8>> {
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "-----BEGIN AGE ENCRYPTED FILE-----");
        assert!(lines.iter().all(|line| line.len() <= 64));
        let file = STANDARD.decode(lines[1..lines.len() - 1].concat()).unwrap();
        self.open_file(&file, at)
    }

    fn open_file(self, file: &[u8], at: usize) -> Option<Vec<u8>> {
        let start = file.windows(4).position(|four| four == b"--- ").unwrap();
        let end = start + 4 + 43;
        assert_eq!(file[end], b'\n');
        let header = std::str::from_utf8(&file[..start + 3]).unwrap();
        let (nonce, payload) = file[end + 1..].split_at(16);

        let lines: Vec<&str> = header.lines().collect();
        let share = lines[1 + 2 * at].strip_prefix("-> X25519 ").unwrap();
        let share = STANDARD_NO_PAD.decode(share).unwrap();
        let wrapped = STANDARD_NO_PAD.decode(lines[2 + 2 * at]).unwrap();
        let salt = [share.as_slice(), &self.public].concat();
        let secret = agree_ephemeral(
            self.own,
            &UnparsedPublicKey::new(&X25519, share),
            <[u8]>::to_vec,
        )
        .unwrap();
        let wrapping = derived(&secret, &salt, b"age-encryption.org/v1/X25519").unwrap();
        let file_key = decrypted(&wrapped, &wrapping, [0; 12])?;
        assert_eq!(file_key.len(), 16);

        let key = hmac::Key::new(
            hmac::HMAC_SHA256,
            &derived(&file_key, &[], b"header").unwrap(),
        );
        let mac = STANDARD_NO_PAD.decode(&file[start + 4..end]).unwrap();
        hmac::verify(&key, header.as_bytes(), &mac).unwrap();
        opened(payload, &derived(&file_key, nonce, b"payload").unwrap())
    }
}

/// Reads the chunks one after the other, as the specification says.
fn opened(payload: &[u8], key: &[u8; 32]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let count = payload.len().div_ceil(CHUNK + 16);
    for (number, chunk) in (1..).zip(payload.chunks(CHUNK + 16)) {
        let mut nonce = [0; 12];
        nonce[3..11].copy_from_slice(&(number as u64 - 1).to_be_bytes());
        nonce[11] = u8::from(number == count);
        let text = decrypted(chunk, key, nonce)?;
        assert!(!text.is_empty() || count == 1);
        plain.extend(text);
    }
    Some(plain)
}

fn decrypted(bytes: &[u8], key: &[u8; 32], nonce: [u8; 12]) -> Option<Vec<u8>> {
    let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, key).unwrap());
    let (text, tag) = bytes.split_at(bytes.len() - 16);
    let mut text = text.to_vec();
    let tag = Tag::try_from(tag).unwrap();
    let nonce = Nonce::assume_unique_for_key(nonce);
    key.open_in_place_separate_tag(nonce, Aad::empty(), tag, &mut text, 0..)
        .ok()?;
    Some(text)
}

#[test]
fn each_recipient_reads_the_value_and_nobody_else_does() {
    let value = b"sandbox-token-not-real-4";
    let (one, two, other) = (Reader::new(), Reader::new(), Reader::new());
    let sealed = seal(value, &[one.recipient(), two.recipient()]).unwrap();
    assert_eq!(one.open(&sealed, 0).unwrap(), value);
    assert_eq!(two.open(&sealed, 1).unwrap(), value);
    assert_eq!(other.open(&sealed, 0), None);
}

#[test]
fn no_two_files_are_alike() {
    let recipient = Reader::new().recipient();
    let (one, two) = (
        seal(b"x", &[recipient]).unwrap(),
        seal(b"x", &[recipient]).unwrap(),
    );
    assert_ne!(one, two);
}

#[test]
fn what_cannot_be_sealed_is_refused() {
    let recipient = Reader::new().recipient();
    assert_eq!(seal(b"x", &[]), Err(Error::Recipient));
    assert_eq!(seal(b"x", &[Recipient([0; 32])]), Err(Error::Recipient));
    let key = FileKey::fresh().unwrap();
    let mut file = header(&key, &[recipient]).unwrap();
    let stream = Stream::new(&key, &file).unwrap();
    assert_eq!(stream.seal(0, b"x", false, &mut file), Err(Error::Cipher));
    assert_eq!(Stream::new(&key, b"short").unwrap_err(), Error::Cipher);
    assert_eq!(
        format!("{key:?} {stream:?}"),
        "FileKey(redacted) Stream(redacted)"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn parts_in_any_order_come_to_one_file(
        chunks in 0usize..4,
        rest in prop_oneof![Just(0usize), Just(1), 2..CHUNK],
        parts in 1usize..3,
    ) {
        let plain: Vec<u8> = (0..chunks * CHUNK + rest).map(|at| (at / 7) as u8).collect();
        let reader = Reader::new();
        let key = FileKey::fresh().unwrap();
        let mut file = header(&key, &[reader.recipient()]).unwrap();
        let stream = Stream::new(&key, &file).unwrap();
        let part = parts * CHUNK;
        let count = plain.len().div_ceil(part).max(1);
        let mut sealed = vec![Vec::new(); count];
        for number in (0..count).rev() {
            let piece = &plain[number * part..plain.len().min((number + 1) * part)];
            let first = (number * parts) as u64;
            stream.seal(first, piece, number + 1 == count, &mut sealed[number]).unwrap();
        }
        let sealed = sealed.concat();
        prop_assert_eq!(sealed.len() as u64, sealed_size(plain.len() as u64));
        file.extend(sealed);
        prop_assert_eq!(reader.open_file(&file, 0).unwrap(), plain);
    }
}
