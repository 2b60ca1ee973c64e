//! What an operator decides about streams, and the periods that clients are told.

use std::time::Duration;

use crate::intake::streaming::StreamRules;

/// Periods and limits of the streaming door.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long a run waits for a client that went away.
    pub resume_window: Duration,
    /// A socket without a frame and without a pong for this long is closed.
    pub idle_timeout: Duration,
    /// A socket without a hello for this long is closed.
    pub hello_timeout: Duration,
    /// How often a socket is pinged.
    pub ping_interval: Duration,
    /// How often what came is written through to the disk and acknowledged.
    pub ack_interval: Duration,
    /// How long to wait before a run that could not be stored is tried again.
    pub retry_interval: Duration,
    /// Most sockets at once.
    pub max_connections: usize,
    /// Most bytes of all frames that wait for the disk.
    pub in_flight_bytes: usize,
    /// Most bytes of one run.
    pub run_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            resume_window: Duration::from_mins(1),
            idle_timeout: Duration::from_mins(1),
            hello_timeout: Duration::from_secs(10),
            ping_interval: Duration::from_secs(15),
            ack_interval: Duration::from_secs(1),
            retry_interval: Duration::from_secs(30),
            max_connections: 2_000,
            in_flight_bytes: 256 << 20,
            run_bytes: crate::intake::MAX_DATASET_BYTES,
        }
    }
}

impl Settings {
    /// After so many frames in a row that could not be read, a socket closes.
    const BAD_IN_ROW: u32 = 1_000;

    pub(super) fn rules(&self) -> StreamRules {
        StreamRules {
            resume_window: self.resume_window,
            run_bytes: self.run_bytes,
            bad_in_row: Self::BAD_IN_ROW,
        }
    }
}
