//! Work on bytes beside the network's: in order, on a thread that may wait for the disk.

use std::sync::Arc;

use bytes::Bytes;
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    task::JoinHandle,
};

use crate::Error;

/// Bytes and the memory they are counted in, which others may hold, too.
type Piece = (Bytes, Arc<OwnedSemaphorePermit>);

/// Something that takes bytes.
pub(super) struct Beside<T> {
    pieces: mpsc::Sender<Piece>,
    task: JoinHandle<Result<T, Error>>,
}

impl<T: Send + 'static> Beside<T> {
    pub(super) fn start(
        mut state: T,
        mut take: impl FnMut(&mut T, &[u8]) -> Result<(), Error> + Send + 'static,
    ) -> Self {
        let (pieces, mut coming) = mpsc::channel::<Piece>(1);
        let task = tokio::task::spawn_blocking(move || {
            while let Some((bytes, _held)) = coming.blocking_recv() {
                take(&mut state, &bytes)?;
            }
            Ok(state)
        });
        Self { pieces, task }
    }

    /// Hands on the next bytes; whether they are taken. Why not, [`Beside::end`] says.
    pub(super) async fn take(&self, bytes: Bytes, held: &Arc<OwnedSemaphorePermit>) -> bool {
        self.pieces.send((bytes, Arc::clone(held))).await.is_ok()
    }

    /// After the last bytes.
    pub(super) async fn end(self) -> Result<T, Error> {
        drop(self.pieces);
        let ended = |_| Error::setting("the run", "it has ended");
        self.task.await.map_err(ended)?
    }
}
