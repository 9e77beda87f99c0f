//! Bodies that do not arrive as they should: in small pieces, halfway and then silence, halfway and then nothing.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// How an answer goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Whole, after so long.
    After(Duration),
    /// Half of the body, silence for so long, then the end of the connection.
    Half(Duration),
    /// The body in pieces over so long.
    Over(Duration),
    /// The connection ends, politely or not.
    Never {
        /// With a reset instead of an end.
        reset: bool,
    },
}

/// The error that makes hyper cut a connection.
#[derive(Debug, thiserror::Error)]
#[error("cut on purpose")]
pub(crate) struct Cut;

/// How many pieces a slow body comes in.
const PIECES: usize = 10;

/// Long enough that what was sent leaves before the connection ends.
const FLUSH: Duration = Duration::from_millis(5);

/// A body on its way.
pub(crate) struct Sent {
    pieces: VecDeque<Bytes>,
    /// Waited before every piece but the first, and before the end.
    pause: Duration,
    /// Bytes promised and not sent yet; a cut body never sends all.
    left: u64,
    cut: bool,
    started: bool,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Sent {
    /// The whole body at once.
    pub(crate) fn whole(body: Bytes) -> Self {
        let left = body.len() as u64;
        let pieces = if body.is_empty() {
            VecDeque::new()
        } else {
            [body].into()
        };
        Self {
            pieces,
            pause: Duration::ZERO,
            left,
            cut: false,
            started: false,
            timer: None,
        }
    }

    /// The first half of the body, then `silence`, then a cut.
    pub(crate) fn half(body: &Bytes, silence: Duration) -> Self {
        Self {
            pieces: [body.slice(..body.len() / 2)].into(),
            pause: silence.max(FLUSH),
            // At least one byte is missing, even of an empty body.
            left: (body.len() as u64).max(1),
            cut: true,
            started: false,
            timer: None,
        }
    }

    /// The body in pieces over `duration`.
    pub(crate) fn over(body: &Bytes, duration: Duration) -> Self {
        let size = body.len().div_ceil(PIECES).max(1);
        let pieces: VecDeque<Bytes> = (0..body.len())
            .step_by(size)
            .map(|start| body.slice(start..(start + size).min(body.len())))
            .collect();
        let pauses = u32::try_from(pieces.len().max(1)).unwrap_or(1);
        Self {
            pieces,
            pause: duration / pauses,
            left: body.len() as u64,
            cut: false,
            started: false,
            timer: None,
        }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        loop {
            if let Some(timer) = &mut self.timer {
                if timer.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                self.timer = None;
            } else if self.started && !self.pause.is_zero() && (self.cut || !self.pieces.is_empty())
            {
                self.timer = Some(Box::pin(sleep(self.pause)));
                continue;
            }
            self.started = true;
            return match self.pieces.pop_front() {
                Some(piece) if piece.is_empty() => continue,
                Some(piece) => {
                    self.left = self.left.saturating_sub(piece.len() as u64);
                    Poll::Ready(Some(Ok(Frame::data(piece))))
                }
                None if self.cut => Poll::Ready(Some(Err(Cut))),
                None => Poll::Ready(None),
            };
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && !self.cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
