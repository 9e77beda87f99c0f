//! What reading one list says about the server's other lists.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Kept by a client for all its lists; saves one call for each list that fits into a page.
///
/// Only one thing is learnt, only from lists without filter and those that
/// filtered ones are cut from, and each list checks it itself: the page after its first
/// must be empty. Where pages begin is found anew for every list, because a wrong start loses the first page of a list
/// without a trace.
#[derive(Debug, Default)]
pub(crate) struct Learnt {
    /// Most objects that came in one page of any list.
    largest: AtomicUsize,
}

impl Learnt {
    /// A page of so many objects came.
    pub(super) fn page(&self, length: usize) {
        self.largest.fetch_max(length, Ordering::Relaxed);
    }

    /// Does the server give more than `count` objects in one page?
    pub(super) fn gives_more(&self, count: usize) -> bool {
        count < self.largest.load(Ordering::Relaxed)
    }
}
