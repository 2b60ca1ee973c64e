//! The clock of a job: one wall-clock reading at the start, a monotonic clock from there on, so that a step of the
//! wall clock never bends a series. The only place that asks what time it is.

use std::time::{Duration, Instant};

use dataset::Timestamp;

/// Turns monotonic instants into timestamps.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    anchor: Instant,
    wall: Timestamp,
}

impl Clock {
    /// A clock that reads the wall clock now and never again.
    #[expect(clippy::disallowed_methods, reason = "the one edge of a job that owns its time")]
    pub fn start() -> Self {
        Self {
            anchor: Instant::now(),
            wall: Timestamp::from_epoch_ms(jiff::Timestamp::now().as_millisecond()),
        }
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one edge of a job that owns its time")]
    pub fn now(&self) -> Instant {
        Instant::now()
    }

    /// The timestamp of `instant`, to the nearest millisecond; instants before the clock's start read as its start.
    pub fn timestamp(&self, instant: Instant) -> Timestamp {
        let elapsed = instant.saturating_duration_since(self.anchor) + Duration::from_micros(500);
        self.wall.plus(elapsed)
    }
}
