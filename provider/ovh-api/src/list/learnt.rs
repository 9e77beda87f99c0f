//! What reading one list says about the server's other lists.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use crate::request::Request;

/// Kept by a client for all its lists. Saves calls; what is wrong in it costs calls, not objects (see each member).
#[derive(Debug, Default)]
pub(crate) struct Learnt {
    /// Most objects that came in one page of any list.
    largest: AtomicUsize,
    /// Page 0 is page 1. Used only to leave out page 1 after a page 0 that was not cut short.
    zero_is_one: AtomicBool,
    /// Lists (path patterns) whose page 0 is refused or always empty. Not inferred from one list to another: leaving
    /// out a page 0 that exists would lose it.
    from_one: Mutex<BTreeSet<&'static str>>,
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

    pub(super) fn zero_is_one(&self) -> bool {
        self.zero_is_one.load(Ordering::Relaxed)
    }

    pub(super) fn set_zero_is_one(&self) {
        self.zero_is_one.store(true, Ordering::Relaxed);
    }

    pub(super) fn counts_from_one(&self, list: &Request) -> bool {
        self.from_one
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(list.call.path)
    }

    pub(super) fn set_counts_from_one(&self, list: &Request) {
        self.from_one
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(list.call.path);
    }
}
