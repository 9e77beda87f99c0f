//! All processors at work.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use ovhai_engine::workers::{Workers, made};

/// As many threads as there are processors.
#[derive(Clone, Copy, Debug)]
pub struct Threads;

/// Pieces that are taken at a time, of many: enough that taking costs nothing, few enough that all threads end together.
const MOST: usize = 32;

/// How many threads work at the same time.
pub fn count() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

impl Threads {
    /// What `make` makes of each of `pieces`, in their order.
    pub fn made<P: Sync, T: Send + Sync>(
        self,
        pieces: &[P],
        make: impl Fn(&P) -> T + Sync,
    ) -> Vec<T> {
        made(&self, pieces, |_, piece| make(piece))
    }
}

impl Workers for Threads {
    fn all(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        let threads = self::count().min(count);
        let batch = count
            .checked_div(threads * 8)
            .unwrap_or_default()
            .clamp(1, MOST);
        let next = AtomicUsize::new(0);
        let take = || loop {
            let from = next.fetch_add(batch, Ordering::Relaxed);
            if from >= count {
                break;
            }
            (from..count.min(from + batch)).for_each(work);
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(take);
            }
            take();
        });
    }
}
