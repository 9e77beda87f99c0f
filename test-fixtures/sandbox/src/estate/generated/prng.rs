//! A small generator of our own (splitmix64), so that an estate never depends on a crate's version or on the clock.

/// Pseudo-random numbers of one app.
#[derive(Debug, Clone)]
pub(crate) struct Prng {
    state: u64,
    /// Which app of the estate this is; shifted by the seed.
    turn: usize,
}

impl Prng {
    /// The numbers of app `index` in the estate of `seed`. They do not depend on how many apps there are.
    pub(crate) fn new(seed: u64, index: usize) -> Self {
        let mut prng = Self {
            state: seed ^ 0x6f76_682d_7361_6e64,
            turn: 0,
        };
        let shift = usize::try_from(prng.next() % 1009).unwrap_or_default();
        prng.state ^= (index as u64).wrapping_mul(0xd134_2543_de82_ef95);
        prng.turn = index.wrapping_add(shift);
        prng
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            return 0;
        }
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(1);
        low + i64::try_from(self.below(span)).unwrap_or_default()
    }

    /// True once in `n` times.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// Any item.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The item whose turn it is: over the apps of an estate every item comes up in order, so that none is missing by
    /// bad luck. `pace` apps share an item.
    pub(crate) fn turn<'a, T>(&self, items: &'a [T], pace: usize) -> &'a T {
        &items[(self.turn / pace) % items.len()]
    }

    /// Is it this app's turn, once in `n` apps?
    pub(crate) fn is_turn(&self, n: usize, at: usize) -> bool {
        self.turn % n == at
    }

    /// A random UUID (version 4).
    pub(crate) fn uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_be_bytes());
        bytes[8..].copy_from_slice(&self.next().to_be_bytes());
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_its_known_numbers() {
        let mut prng = Prng {
            state: 1_234_567,
            turn: 0,
        };
        let numbers: Vec<u64> = (0..3).map(|_| prng.next()).collect();
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }
}
