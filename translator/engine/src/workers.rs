//! Work on many files, side by side. Threads are not started here: who has some hands [`Workers`] in.

use std::sync::OnceLock;

/// Who does pieces of work that do not depend on each other.
pub trait Workers {
    /// Calls `work` once with every number below `count`, in any order and on any threads, and returns when all of it is done.
    fn all(&self, count: usize, work: &(dyn Fn(usize) + Sync));
}

/// One piece after the other, where the caller is.
#[derive(Clone, Copy, Debug)]
pub struct OneByOne;

impl Workers for OneByOne {
    fn all(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(work);
    }
}

/// What `make` makes of each of `pieces` and its number, in their order, whoever made it.
pub fn made<P: Sync, T: Send + Sync>(
    workers: &dyn Workers,
    pieces: &[P],
    make: impl Fn(usize, &P) -> T + Sync,
) -> Vec<T> {
    let slots: Vec<OnceLock<T>> = pieces.iter().map(|_| OnceLock::new()).collect();
    workers.all(pieces.len(), &|number| {
        slots[number].get_or_init(|| make(number, &pieces[number]));
    });
    let results = slots.into_iter().zip(pieces).enumerate();
    results
        .map(|(number, (slot, piece))| slot.into_inner().unwrap_or_else(|| make(number, piece)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Does the last piece first, some twice and some not at all.
    struct Odd;

    impl Workers for Odd {
        fn all(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
            (0..count)
                .rev()
                .filter(|number| number % 3 > 0)
                .for_each(work);
            (0..count.min(3)).for_each(work);
        }
    }

    #[test]
    fn results_are_in_order_whoever_made_them() {
        let pieces: Vec<usize> = (0..20).collect();
        let expected: Vec<usize> = (0..20).map(|piece| piece * 2).collect();
        for workers in [&OneByOne as &dyn Workers, &Odd] {
            assert_eq!(
                made(workers, &pieces, |number, piece| number + piece),
                expected
            );
        }
    }
}
