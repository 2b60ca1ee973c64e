//! The body of a request, which has to keep coming. What the controller itself takes to work on it does not count.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// What a client may take, beyond its bytes' worth.
const GRACE: Duration = Duration::from_secs(30);
/// The longest silence.
const SILENCE: Duration = Duration::from_secs(30);
/// The slowest honest client sends this much, bytes per second.
const SLOWEST: u64 = 1_024;

/// The body came too slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body came too slowly: nothing for {} s, or less than {SLOWEST} bytes a second", SILENCE.as_secs())]
struct TooSlow;

/// How long a client has been waited for, and what for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Patience {
    waited: Duration,
    received: u64,
}

impl Patience {
    /// How long to wait for the next bytes.
    fn left(self) -> Duration {
        let earned = GRACE + Duration::from_millis(self.received.saturating_mul(1_000) / SLOWEST);
        earned.saturating_sub(self.waited).min(SILENCE)
    }
}

/// A body that ends with [`TooSlow`] when its client does not keep it coming.
pub(crate) struct Paced {
    body: Body,
    patience: Patience,
    waiting: Option<(Pin<Box<Sleep>>, Instant)>,
}

impl Paced {
    /// Watches over `body`.
    pub(crate) fn new(body: Body) -> Self {
        Self { body, patience: Patience::default(), waiting: None }
    }
}

impl hyper::body::Body for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            if let Some((_, since)) = this.waiting.take() {
                this.patience.waited += since.elapsed();
            }
            if let Some(Ok(frame)) = &frame {
                this.patience.received += frame.data_ref().map_or(0, |data| data.len() as u64);
            }
            return Poll::Ready(frame);
        }
        let left = this.patience.left();
        let (timer, _) =
            this.waiting.get_or_insert_with(|| (Box::pin(tokio::time::sleep(left)), Instant::now()));
        timer.as_mut().poll(cx).map(|()| Some(Err(axum::Error::new(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_earned_by_bytes_and_never_outlasts_a_silence() {
        let left =
            |waited: u64, received: u64| Patience { waited: Duration::from_secs(waited), received }.left();
        let seconds = Duration::from_secs;
        assert_eq!(left(0, 0), seconds(30), "whoever sends nothing");
        assert_eq!(left(29, 10), seconds(1) + Duration::from_millis(9), "whoever drips");
        assert_eq!(left(31, 10), Duration::ZERO);
        assert_eq!(left(40, 20 * SLOWEST), seconds(10), "whoever is slow and honest");
        assert_eq!(left(40, u64::MAX), seconds(30), "whoever was fast and fell silent");
    }
}
