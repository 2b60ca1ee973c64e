//! What waits to be taken by the job. A slow job never delays a tick: what it does not take in time waits here, and
//! past the limit it is dropped and counted.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::seam::Collected;

/// About ten minutes at 10 Hz; with eight processes some 20 MB.
const LIMIT: usize = 6_000;
/// A job that takes nothing for this long will take nothing more.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) struct Outbox {
    out: mpsc::Sender<Collected>,
    waiting: VecDeque<Collected>,
    dropped: u64,
}

impl Outbox {
    pub(super) fn new(out: mpsc::Sender<Collected>) -> Self {
        Self { out, waiting: VecDeque::new(), dropped: 0 }
    }

    pub(super) fn put(&mut self, item: Collected) {
        if self.waiting.len() < LIMIT {
            self.waiting.push_back(item);
        } else {
            self.dropped += 1;
        }
        self.send();
    }

    /// Items that nobody took in time.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Sends what there is room for; a job that hung up wants nothing any more.
    fn send(&mut self) {
        while let Some(item) = self.waiting.pop_front() {
            match self.out.try_send(item) {
                Ok(()) => {}
                Err(TrySendError::Full(item)) => {
                    self.waiting.push_front(item);
                    return;
                }
                Err(TrySendError::Closed(_)) => self.waiting.clear(),
            }
        }
    }

    /// Whether anything waits; if so [`Outbox::room`] is worth waiting for.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Waits until the job takes something, and sends the oldest. Safe to cancel.
    pub(super) async fn room(&mut self) {
        match self.out.reserve().await {
            Ok(permit) => {
                if let Some(item) = self.waiting.pop_front() {
                    permit.send(item);
                }
            }
            Err(_) => self.waiting.clear(),
        }
        self.send();
    }

    /// Waits until the job has taken everything, or hung up, or took nothing for a while.
    pub(super) async fn drain(&mut self) {
        while self.is_waiting() {
            if tokio::time::timeout(PATIENCE, self.room()).await.is_err() {
                self.dropped += self.waiting.len() as u64;
                self.waiting.clear();
            }
        }
    }
}
