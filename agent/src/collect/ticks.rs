//! Absolute deadlines on one grid: a late tick never shifts the later ones, and one that is missed is counted.

use std::time::{Duration, Instant};

/// The deadlines of one source.
#[derive(Clone, Debug)]
pub struct Ticks {
    next: Instant,
    interval: Duration,
    overruns: u64,
}

impl Ticks {
    /// Deadlines at `start`, `start + interval`, and so on; an interval below a millisecond is raised to one.
    pub fn new(start: Instant, interval: Duration) -> Self {
        Self { next: start, interval: interval.max(Duration::from_millis(1)), overruns: 0 }
    }

    /// Begins the grid anew at `start`; what was missed before stays counted.
    pub fn restart(&mut self, start: Instant) {
        self.next = start;
    }

    /// The deadline to wait for.
    pub fn next(&self) -> Instant {
        self.next
    }

    /// Distance of the deadlines.
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// Deadlines that passed before anybody could serve them.
    pub fn overruns(&self) -> u64 {
        self.overruns
    }

    /// Whether the deadline has come; if so it counts as served, and the next one is the first of the grid after `now`.
    pub fn due(&mut self, now: Instant) -> bool {
        let Some(late) = now.checked_duration_since(self.next) else { return false };
        let missed = u32::try_from(late.as_nanos() / self.interval.as_nanos()).unwrap_or(u32::MAX - 1);
        self.overruns += u64::from(missed);
        self.next += self.interval.saturating_mul(missed + 1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_millis(100);

    #[expect(clippy::disallowed_methods, reason = "an instant can only be had from the clock")]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn a_late_tick_does_not_shift_the_grid() {
        let start = start();
        let mut ticks = Ticks::new(start, INTERVAL);
        assert!(ticks.due(start + Duration::from_millis(30)));
        assert_eq!(ticks.next(), start + INTERVAL);
        assert_eq!(ticks.overruns(), 0);
    }

    #[test]
    fn missed_ticks_are_counted_and_left_out() {
        let start = start();
        let mut ticks = Ticks::new(start, INTERVAL);
        assert!(ticks.due(start + Duration::from_millis(350)));
        assert_eq!(ticks.overruns(), 3);
        assert_eq!(ticks.next(), start + INTERVAL * 4);
    }

    #[test]
    fn nothing_is_due_before_its_deadline() {
        let start = start();
        let mut ticks = Ticks::new(start, INTERVAL);
        assert!(ticks.due(start));
        assert!(!ticks.due(start + Duration::from_millis(99)));
    }
}
