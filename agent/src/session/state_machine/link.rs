//! The link to the controller: down, being opened, greeted, registered. Never decides what is said over it.

use std::time::Duration;

/// First wait after a failure; doubles with each further one.
const BACK_OFF_START: Duration = Duration::from_millis(250);
/// Longest wait between two tries.
const BACK_OFF_LIMIT: Duration = Duration::from_secs(15);
/// A controller that does not answer hello within this time is no controller.
const GREETING_LIMIT: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub(super) struct Link {
    pub(super) state: LinkState,
    failures: u32,
    /// Since when there has been no registered link; none while there is one.
    pub(super) away_since: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkState {
    Down { retry_at: Duration },
    Connecting,
    Greeting { until: Duration },
    Closing,
    Registered { heartbeat_interval: Duration, heartbeat_at: Duration },
}

impl Link {
    pub(super) fn new() -> Self {
        Self {
            state: LinkState::Down { retry_at: Duration::ZERO },
            failures: 0,
            away_since: Some(Duration::ZERO),
        }
    }

    pub(super) fn is_registered(&self) -> bool {
        matches!(self.state, LinkState::Registered { .. })
    }

    pub(super) fn up(&mut self, now: Duration) {
        self.state = LinkState::Greeting { until: now + GREETING_LIMIT };
    }

    pub(super) fn registered(&mut self, heartbeat_interval: Duration, now: Duration) {
        self.state = LinkState::Registered { heartbeat_interval, heartbeat_at: now + heartbeat_interval };
        self.failures = 0;
        self.away_since = None;
    }

    pub(super) fn down(&mut self, jitter: f64, now: Duration) {
        self.state = LinkState::Down { retry_at: now + back_off(self.failures, jitter) };
        self.failures = self.failures.saturating_add(1);
        self.away_since.get_or_insert(now);
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        match self.state {
            LinkState::Down { retry_at } => Some(retry_at),
            LinkState::Greeting { until } => Some(until),
            LinkState::Registered { heartbeat_at, .. } => Some(heartbeat_at),
            LinkState::Connecting | LinkState::Closing => None,
        }
    }
}

/// Doubles from [`BACK_OFF_START`] to [`BACK_OFF_LIMIT`]; chance takes up to half of it away.
fn back_off(failures: u32, jitter: f64) -> Duration {
    let whole = BACK_OFF_START.saturating_mul(1 << failures.min(16)).min(BACK_OFF_LIMIT);
    whole.mul_f64(1.0 - jitter.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let waits: Vec<u128> = (0..9).map(|failures| back_off(failures, 0.0).as_millis()).collect();
        assert_eq!(waits, [250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
        assert_eq!(back_off(u32::MAX, 0.0), BACK_OFF_LIMIT);
    }

    #[test]
    fn chance_shortens_a_wait_by_at_most_half() {
        assert_eq!(back_off(2, 1.0), Duration::from_millis(500));
        assert_eq!(back_off(2, 7.5), Duration::from_millis(500));
        assert_eq!(back_off(2, 0.5), Duration::from_millis(750));
    }
}
