//! One reading for many askers.
//!
//! Terraform refreshes objects one by one, ten at a time. Whoever asks first reads the whole list; who asks meanwhile waits
//! for it, and who asks soon after gets the same one: a thousand objects cost one list instead of a thousand calls.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ovh_api::Error;

/// How long a reading is good for, from its end. What is changed outside meanwhile is seen by the next one.
const FRESH: Duration = Duration::from_secs(5);

/// How often a reading during which something was changed is made again.
const MOST_READINGS: usize = 3;

/// The value of a reading, or the error that all who waited for it share.
pub type Shared<V> = Result<Arc<V>, Arc<Error>>;

/// Readings by key, usually a project or a project's region.
#[derive(Debug)]
pub struct SharedReads<V> {
    slots: Mutex<BTreeMap<String, Arc<Slot<V>>>>,
}

#[derive(Debug)]
struct Slot<V> {
    /// Held while reading.
    last: tokio::sync::Mutex<Option<Reading<V>>>,
    /// Grows with each change made by this process.
    changes: AtomicU64,
}

#[derive(Debug)]
struct Reading<V> {
    ended: Instant,
    changes: u64,
    value: Shared<V>,
}

impl<V> Default for SharedReads<V> {
    fn default() -> Self {
        Self {
            slots: Mutex::default(),
        }
    }
}

impl<V> SharedReads<V> {
    /// The value under `key`: one read lately, or what `read` gives now.
    ///
    /// An error is told to those who waited for it and to nobody after; that one asker was interrupted, to no other at all.
    pub async fn get<F>(&self, key: &str, read: impl Fn() -> F) -> Shared<V>
    where
        F: Future<Output = Result<V, Error>>,
    {
        let asked = Instant::now();
        let slot = self.slot(key);
        let mut last = slot.last.lock().await;
        let changes = slot.changes.load(Ordering::SeqCst);
        if let Some(reading) = last.as_ref()
            && reading.changes == changes
            && (reading.ended >= asked || reading.value.is_ok() && reading.ended.elapsed() < FRESH)
        {
            return reading.value.clone();
        }
        for _ in 0..MOST_READINGS {
            let changes = slot.changes.load(Ordering::SeqCst);
            let value = read().await.map(Arc::new).map_err(Arc::new);
            let is_own = matches!(&value, Err(error) if matches!(**error, Error::Cancelled));
            *last = (!is_own).then(|| Reading {
                ended: Instant::now(),
                changes,
                value: value.clone(),
            });
            if is_own || slot.changes.load(Ordering::SeqCst) == changes {
                return value;
            }
        }
        // Changes without a pause: what is read for one asker alone is at least as new as the question.
        read().await.map(Arc::new).map_err(Arc::new)
    }

    /// This process has changed something under `key`: what was read, or is being read now, is old and told to nobody.
    pub fn forget(&self, key: &str) {
        self.slot(key).changes.fetch_add(1, Ordering::SeqCst);
    }

    fn slot(&self, key: &str) -> Arc<Slot<V>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.entry(key.to_owned()).or_insert_with(|| {
            Arc::new(Slot {
                last: tokio::sync::Mutex::default(),
                changes: AtomicU64::new(0),
            })
        });
        Arc::clone(slot)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn many_askers_cost_one_reading() {
        let (reads, count) = (SharedReads::default(), AtomicUsize::new(0));
        let ask = || {
            reads.get("p", || async {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(5)).await;
                Ok(7)
            })
        };
        let values = join_all((0..100).map(|_| ask())).await;
        assert!(values.into_iter().all(|value| *value.unwrap() == 7));
        ask().await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 1);
        reads.get("another", || async { Ok(8) }).await.unwrap();
        reads.forget("p");
        ask().await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_reading_during_which_something_changed_is_told_to_nobody() {
        let (reads, count) = (SharedReads::default(), AtomicUsize::new(0));
        let ask = || {
            reads.get("p", || async {
                let turn = count.fetch_add(1, Ordering::SeqCst);
                if turn == 0 {
                    reads.forget("p");
                }
                Ok(turn)
            })
        };
        let both = tokio::join!(ask(), ask());
        assert_eq!((*both.0.unwrap(), *both.1.unwrap()), (1, 1));
    }

    #[tokio::test]
    async fn changes_without_a_pause_end_in_an_answer() {
        let (reads, count) = (SharedReads::default(), AtomicUsize::new(0));
        let read = reads.get("p", || async {
            reads.forget("p");
            Ok(count.fetch_add(1, Ordering::SeqCst))
        });
        assert_eq!(*read.await.unwrap(), MOST_READINGS);
    }

    #[tokio::test]
    async fn an_error_is_shared_with_who_waited_and_then_forgotten() {
        let (reads, count) = (SharedReads::<i32>::default(), AtomicUsize::new(0));
        let refused = || Error::BadParameter {
            name: "id".to_owned(),
            problem: "x",
        };
        let ask = || {
            reads.get("p", || async {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(5)).await;
                Err(refused())
            })
        };
        let values = join_all((0..10).map(|_| ask())).await;
        assert!(values.iter().all(Result::is_err));
        assert_eq!(count.load(Ordering::SeqCst), 1);
        assert_eq!(*reads.get("p", || async { Ok(3) }).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn one_interruption_is_nobody_elses() {
        let reads = SharedReads::default();
        let interrupted = reads.get("p", || async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Err(Error::Cancelled)
        });
        let other = reads.get("p", || async { Ok(4) });
        let (interrupted, other) = tokio::join!(interrupted, other);
        assert!(interrupted.is_err());
        assert_eq!(*other.unwrap(), 4);
    }
}
