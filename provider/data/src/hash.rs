//! Checksums that are taken while bytes pass.
//!
//! SHA-256 is what the manifest says of an object. Its state can be kept: an upload that goes on in another process goes on
//! with the sum, too, and nothing is read twice for it; `ring` does not give its state away. MD5 is here because object
//! stores describe what they hold by it; nothing relies on it against anyone who means harm.

use std::{
    collections::VecDeque,
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use md5::{Digest, Md5};
use sha2::{compress256, digest::core_api::Block};

const START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];
const BLOCK: usize = 64;
/// Fewer bytes take less time than looking at a clock is worth.
const TIMED: usize = 4096;

static SPENT: AtomicU64 = AtomicU64::new(0);

/// Time this process has spent on sums so far, on all its threads together; that of pieces below 4 KiB is not counted.
#[must_use]
pub fn hashing() -> Duration {
    Duration::from_nanos(SPENT.load(Ordering::Relaxed))
}

fn timed<T>(length: usize, work: impl FnOnce() -> T) -> T {
    if length < TIMED {
        return work();
    }
    let begun = Instant::now();
    let done = work();
    let spent = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
    SPENT.fetch_add(spent, Ordering::Relaxed);
    done
}

/// SHA-256 over bytes that come in pieces, perhaps to several processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sha256 {
    state: [u32; 8],
    length: u64,
    rest: [u8; BLOCK],
}

impl Default for Sha256 {
    fn default() -> Self {
        Self {
            state: START,
            length: 0,
            rest: [0; BLOCK],
        }
    }
}

impl Sha256 {
    fn filled(&self) -> usize {
        usize::try_from(self.length % BLOCK as u64).unwrap_or(0)
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        timed(bytes.len(), || self.take(bytes));
    }

    fn take(&mut self, mut bytes: &[u8]) {
        let filled = self.filled();
        self.length += bytes.len() as u64;
        if filled > 0 {
            let fitting = bytes.len().min(BLOCK - filled);
            self.rest[filled..filled + fitting].copy_from_slice(&bytes[..fitting]);
            bytes = &bytes[fitting..];
            if filled + fitting < BLOCK {
                return;
            }
            compress256(&mut self.state, &[block(&self.rest)]);
        }
        let whole = bytes.len() / BLOCK * BLOCK;
        for blocks in bytes[..whole].chunks(BLOCK * 16) {
            let mut held = [Block::<sha2::Sha256>::default(); 16];
            let count = blocks.len() / BLOCK;
            for (block, place) in blocks.chunks_exact(BLOCK).zip(&mut held) {
                place.copy_from_slice(block);
            }
            compress256(&mut self.state, &held[..count]);
        }
        let rest = &bytes[whole..];
        self.rest[..rest.len()].copy_from_slice(rest);
    }

    /// Lower-case hex digits.
    pub(crate) fn finish(mut self) -> String {
        let bits = self.length.wrapping_mul(8);
        let filled = self.filled();
        let mut end = [0; 2 * BLOCK];
        end[..filled].copy_from_slice(&self.rest[..filled]);
        end[filled] = 0x80;
        let blocks = if filled < BLOCK - 8 { 1 } else { 2 };
        end[blocks * BLOCK - 8..blocks * BLOCK].copy_from_slice(&bits.to_be_bytes());
        for bytes in end[..blocks * BLOCK].chunks_exact(BLOCK) {
            compress256(&mut self.state, &[block(bytes)]);
        }
        hex(&self.state.map(u32::to_be_bytes).concat())
    }

    /// The state as text for [`Sha256::resume`]: the words, and the bytes of a block that is not full.
    pub(crate) fn state(&self) -> String {
        hex(&self.state.map(u32::to_be_bytes).concat()) + &hex(&self.rest[..self.filled()])
    }

    /// Goes on where [`Sha256::state`] was taken after `length` bytes.
    pub(crate) fn resume(state: &str, length: u64) -> Option<Self> {
        let mut sum = Self {
            length,
            ..Self::default()
        };
        if !state.is_ascii() || state.len() != 64 + 2 * sum.filled() {
            return None;
        }
        let (words, rest) = state.split_at(64);
        for (word, place) in sum.state.iter_mut().zip((0..64).step_by(8)) {
            *word = u32::from_str_radix(&words[place..place + 8], 16).ok()?;
        }
        for (byte, place) in sum.rest.iter_mut().zip((0..rest.len()).step_by(2)) {
            *byte = u8::from_str_radix(&rest[place..place + 2], 16).ok()?;
        }
        Some(sum)
    }
}

fn block(bytes: &[u8]) -> Block<sha2::Sha256> {
    let mut block = Block::<sha2::Sha256>::default();
    block.copy_from_slice(bytes);
    block
}

/// The SHA-256 of `bytes` in hex digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let sum = timed(bytes.len(), || {
        ring::digest::digest(&ring::digest::SHA256, bytes)
    });
    hex(sum.as_ref())
}

/// What an object's bytes must agree with, as stores write it: MD5 of all bytes, or of the MD5s of parts.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    cut: Cut,
    current: Md5,
    in_part: u64,
    sums: Md5,
    parts: u32,
}

/// Where parts end.
#[derive(Clone, Debug)]
enum Cut {
    Never,
    /// Parts of one size, but for the last; the sum is taken of their sums' bytes.
    Every(u64),
    /// Segments of these sizes, some empty; the sum is taken of their sums' hex digits.
    At(VecDeque<u64>),
}

impl Tag {
    /// Of an object that was stored in one piece.
    pub(crate) fn whole() -> Self {
        Self::new(Cut::Never)
    }

    /// Of an object that was stored in parts of `size` bytes, but for the last.
    pub(crate) fn of_parts(size: u64) -> Self {
        Self::new(Cut::Every(size))
    }

    /// Of an object that is joined from segments of these sizes.
    pub(crate) fn of_segments(sizes: impl IntoIterator<Item = u64>) -> Self {
        let mut tag = Self::new(Cut::At(sizes.into_iter().collect()));
        tag.skip_empty();
        tag
    }

    fn new(cut: Cut) -> Self {
        Self {
            cut,
            current: Md5::new(),
            in_part: 0,
            sums: Md5::new(),
            parts: 0,
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        timed(bytes.len(), || self.take(bytes));
    }

    fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let size = match &self.cut {
                Cut::Never => u64::MAX,
                Cut::Every(size) => *size,
                // More than all segments: no tag will be that of the store.
                Cut::At(sizes) => sizes.front().copied().unwrap_or(u64::MAX),
            };
            let left = usize::try_from(size - self.in_part).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(left.min(bytes.len()));
            self.current.update(now);
            self.in_part += now.len() as u64;
            if self.in_part == size {
                self.end_part();
                self.skip_empty();
            }
            bytes = later;
        }
    }

    fn end_part(&mut self) {
        let sum = self.current.finalize_reset();
        if let Cut::At(sizes) = &mut self.cut {
            sizes.pop_front();
            self.sums.update(hex(&sum));
        } else {
            self.sums.update(sum);
        }
        self.parts += 1;
        self.in_part = 0;
    }

    fn skip_empty(&mut self) {
        while matches!(&self.cut, Cut::At(sizes) if sizes.front() == Some(&0)) {
            self.end_part();
        }
    }

    /// As the store writes it, without quotes.
    pub(crate) fn finish(mut self) -> String {
        if matches!(self.cut, Cut::Never) {
            return hex(&self.current.finalize());
        }
        if self.in_part > 0 {
            self.end_part();
        }
        let sum = hex(&self.sums.finalize());
        if matches!(self.cut, Cut::At(_)) {
            return sum;
        }
        format!("{sum}-{}", self.parts)
    }
}

/// The MD5 of `bytes`.
pub(crate) fn md5(bytes: &[u8]) -> [u8; 16] {
    timed(bytes.len(), || Md5::digest(bytes).into())
}

/// The ETag of an object made of parts with these MD5s.
pub(crate) fn tag_of(parts: &[[u8; 16]]) -> String {
    format!("{}-{}", hex(&Md5::digest(parts.concat())), parts.len())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn our_sum_is_rings_sum_wherever_it_is_cut_and_kept(
            bytes in proptest::collection::vec(any::<u8>(), 0..5000),
            cuts in proptest::collection::vec(0usize..5000, 0..6),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.sort_unstable();
            let mut sum = Sha256::default();
            let mut at = 0;
            for cut in cuts {
                sum.update(&bytes[at..cut]);
                at = cut;
                sum = Sha256::resume(&sum.state(), sum.length).unwrap();
            }
            sum.update(&bytes[at..]);
            prop_assert_eq!(sum.finish(), sha256(&bytes));
        }

        #[test]
        fn the_tag_of_parts_is_the_sum_of_their_sums(
            bytes in proptest::collection::vec(any::<u8>(), 1..2000),
            size in 1usize..700,
            step in 1usize..300,
        ) {
            let mut tag = Tag::of_parts(size as u64);
            for piece in bytes.chunks(step) {
                tag.update(piece);
            }
            let sums: Vec<[u8; 16]> = bytes.chunks(size).map(md5).collect();
            prop_assert_eq!(tag.finish(), tag_of(&sums));
        }
    }

    #[test]
    fn segments_are_cut_where_they_end() {
        let mut tag = Tag::of_segments([0, 2, 0, 1]);
        tag.update(b"ab");
        tag.update(b"c");
        let sums: String = [&b""[..], b"ab", b"", b"c"]
            .map(|part| hex(&md5(part)))
            .concat();
        assert_eq!(tag.finish(), hex(&md5(sums.as_bytes())));
    }

    #[test]
    fn known_sums() {
        let mut tag = Tag::whole();
        tag.update(b"abc");
        assert_eq!(tag.finish(), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(
            Sha256::default().finish(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(Sha256::resume("zz", 64), None);
        assert_eq!(Sha256::resume(&"0".repeat(64), 63), None);
        assert_eq!(Sha256::resume(&"0".repeat(65), 64), None);
    }
}
