//! How much at once.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use ovhai_http::{Bandwidth, Clock};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Error;

/// A permit is for so many bytes.
const GRAIN: u64 = 64 << 10;
/// Where buffers begin, so that a disk can take bytes from them without the system's help.
pub(crate) const ALIGNED: usize = 4096;

/// What a run may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Objects in flight.
    pub objects: usize,
    /// Bytes of objects in memory, together. At least one part; S3 allows 10,000 parts, so an object of more than 80 GB needs
    /// parts larger than [`Limits::part`], one of which is then held even if it is more than this.
    pub memory: u64,
    /// Bytes of one part of an upload; smaller objects are sent in one piece. A multiple of 64, at least 5 MiB by S3's rules.
    pub part: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            objects: 32,
            memory: 64 << 20,
            part: 8 << 20,
        }
    }
}

/// Hands out memory and bandwidth. Whoever asks first gets first: no object waits for ever.
#[derive(Debug)]
pub(crate) struct Budget {
    memory: Arc<Semaphore>,
    pool: Arc<Pool>,
    permits: u32,
    bandwidth: Option<Bandwidth>,
    clock: Arc<dyn Clock>,
}

impl Budget {
    pub(crate) fn new(
        limits: &Limits,
        bandwidth: Option<Bandwidth>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let permits = u32::try_from((limits.memory / GRAIN).max(1)).unwrap_or(u32::MAX >> 4);
        Self {
            memory: Arc::new(Semaphore::new(permits as usize)),
            pool: Arc::new(Pool {
                limit: usize::try_from(limits.memory).unwrap_or(usize::MAX),
                state: Mutex::default(),
            }),
            permits,
            bandwidth,
            clock,
        }
    }

    /// Waits until `bytes` may be held, or all there is for more than that.
    pub(crate) async fn memory(&self, bytes: u64) -> Result<OwnedSemaphorePermit, Error> {
        let wanted = u32::try_from(bytes.div_ceil(GRAIN).max(1))
            .unwrap_or(u32::MAX)
            .min(self.permits);
        (Arc::clone(&self.memory).acquire_many_owned(wanted).await)
            .map_err(|_| Error::setting("the run", "it has ended"))
    }

    /// A buffer for `length` bytes. Who asks has waited for [`Budget::memory`].
    pub(crate) fn buffer(&self, length: u64) -> Buffer {
        let length = usize::try_from(length).unwrap_or(0);
        let mut bytes = self.pool.take(length + ALIGNED);
        let begin = bytes.as_ptr().align_offset(ALIGNED).min(ALIGNED);
        bytes.resize(begin, 0);
        Buffer {
            bytes,
            begin,
            home: Arc::clone(&self.pool),
        }
    }

    /// Waits until so many bytes more may have passed.
    pub(crate) async fn passed(&self, bytes: usize) {
        if let Some(bandwidth) = &self.bandwidth {
            bandwidth.passed(bytes as u64, &*self.clock).await;
        }
    }
}

/// Buffers that are used again: memory that is new to a process costs it a visit to the kernel for every page.
#[derive(Debug)]
struct Pool {
    limit: usize,
    state: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    buffers: Vec<Vec<u8>>,
    /// Bytes of all buffers there are, also of those in use.
    bytes: usize,
}

impl Pool {
    fn take(&self, capacity: usize) -> Vec<u8> {
        let mut kept = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |buffer: &Vec<u8>| buffer.capacity() >= capacity;
        if let Some(at) = kept.buffers.iter().position(fits) {
            return kept.buffers.swap_remove(at);
        }
        while kept.bytes + capacity > self.limit
            && let Some(other) = kept.buffers.pop()
        {
            kept.bytes -= other.capacity();
        }
        let buffer = Vec::with_capacity(capacity);
        kept.bytes += buffer.capacity();
        buffer
    }
}

/// Bytes that are coming, at an address that disks like. Whoever held them last gives the buffer back.
#[derive(Debug)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    begin: usize,
    home: Arc<Pool>,
}

impl Buffer {
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let before = self.bytes.capacity();
        self.bytes.extend_from_slice(bytes);
        let more = self.bytes.capacity() - before;
        if more > 0 {
            let mut kept = (self.home.state.lock()).unwrap_or_else(PoisonError::into_inner);
            kept.bytes += more;
        }
    }

    pub(crate) fn freeze(self) -> Bytes {
        Bytes::from_owner(self)
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[self.begin..]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        let mut kept = (self.home.state.lock()).unwrap_or_else(PoisonError::into_inner);
        kept.buffers.push(bytes);
    }
}

#[cfg(test)]
mod tests {
    use ovhai_http::SystemClock;

    use super::*;

    fn budget(memory: u64) -> Budget {
        let limits = Limits {
            memory,
            ..Limits::default()
        };
        Budget::new(&limits, None, Arc::new(SystemClock))
    }

    #[test]
    fn buffers_are_used_again_and_begin_where_disks_like_it() {
        let budget = budget(1 << 20);
        let mut places = Vec::new();
        for round in 0..3 {
            let mut buffer = budget.buffer(100_000);
            buffer.put(&[round; 60_000]);
            buffer.put(&[round; 40_000]);
            let bytes = buffer.freeze();
            let other = bytes.slice(10..);
            places.push(bytes.as_ptr().addr());
            assert_eq!(bytes.as_ref(), [round; 100_000]);
            drop(bytes);
            assert_eq!(other.len(), 99_990, "held by a clone");
        }
        assert_eq!(places, [places[0]; 3]);
        assert_eq!(places[0] % ALIGNED, 0);
    }

    #[test]
    fn no_more_is_kept_than_may_be_used() {
        let budget = budget(1 << 20);
        let many: Vec<Buffer> = (0..8).map(|_| budget.buffer(100_000)).collect();
        drop(many);
        let large = budget.buffer(900_000);
        drop(large);
        let kept = budget.pool.state.lock().unwrap();
        let bytes: usize = kept.buffers.iter().map(Vec::capacity).sum();
        assert_eq!(bytes, kept.bytes);
        assert!(bytes <= 1 << 20, "{bytes}");
    }
}
