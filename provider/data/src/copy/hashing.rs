//! The sums of an object that is sent in parts, and its encryption: beside the work of the network.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    Error,
    hash::{Sha256, Tag, md5},
    seal::Sealing,
};

/// Sums that go on from part to part.
#[derive(Default)]
pub(super) struct Sums {
    /// Of what is stored.
    pub(super) whole: Sha256,
    /// Of what came, if that is something else.
    pub(super) plain: Option<Sha256>,
    /// The source's tag, where it is not of parts like ours.
    pub(super) tag: Option<Tag>,
    /// Of each of our parts, as stored.
    pub(super) parts: Vec<[u8; 16]>,
}

/// A part to be hashed.
pub(super) struct Work {
    pub(super) number: u32,
    /// Where in the object it begins.
    pub(super) begin: u64,
    pub(super) is_last: bool,
    pub(super) sealing: Option<Arc<Sealing>>,
}

/// A part that was hashed and can be sent.
pub(super) struct Ready {
    pub(super) number: u32,
    pub(super) bytes: Bytes,
    pub(super) md5: [u8; 16],
    pub(super) state: String,
    pub(super) plain: Option<String>,
    pub(super) held: OwnedSemaphorePermit,
}

impl Sums {
    /// What came.
    fn take(&mut self, bytes: &[u8]) {
        if let Some(plain) = &mut self.plain {
            plain.update(bytes);
        }
        if let Some(tag) = &mut self.tag {
            tag.update(bytes);
        }
    }
}

/// Takes the sums of a part that came.
pub(super) async fn hashed(
    mut sums: Sums,
    work: Work,
    bytes: Bytes,
    held: OwnedSemaphorePermit,
) -> Result<(Sums, Ready), Error> {
    let ended = |_| Error::setting("the run", "it has ended");
    let Work {
        number,
        begin,
        is_last,
        sealing,
    } = work;
    let (mut sums, bytes) = match sealing {
        None => (sums, bytes),
        Some(sealing) => {
            let sealed = tokio::task::spawn_blocking(move || {
                sums.take(&bytes);
                (sums, sealing.part(begin, &bytes, is_last))
            });
            let (sums, sealed) = sealed.await.map_err(ended)?;
            (sums, sealed?)
        }
    };
    let own = bytes.clone();
    let part = tokio::task::spawn_blocking(move || md5(&own));
    let noted = move |sum: &Sha256| {
        if is_last {
            sum.clone().finish()
        } else {
            sum.state()
        }
    };
    let work = move || {
        sums.whole.update(&bytes);
        if sums.plain.is_none() {
            sums.take(&bytes);
        }
        let state = noted(&sums.whole);
        let plain = sums.plain.as_ref().map(noted);
        (sums, bytes, state, plain)
    };
    let (part, whole) = tokio::join!(part, tokio::task::spawn_blocking(work));
    let (md5, (mut sums, bytes, state, plain)) = (part.map_err(ended)?, whole.map_err(ended)?);
    sums.parts.push(md5);
    let ready = Ready {
        number,
        bytes,
        md5,
        state,
        plain,
        held,
    };
    Ok((sums, ready))
}
