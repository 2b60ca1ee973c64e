//! How long a login lasts. Never reads a clock.

use std::time::Duration;

use dataset::Timestamp;

/// A session that nobody used for this long has ended.
pub const IDLE: Duration = Duration::from_hours(12);
/// A session ends after this long, however much it was used.
pub const ABSOLUTE: Duration = Duration::from_hours(14 * 24);

/// Whether a session that began and was last used then still holds.
pub fn holds(began: Timestamp, last_used: Timestamp, now: Timestamp) -> bool {
    within(began, ABSOLUTE, now) && within(last_used, IDLE, now)
}

fn within(since: Timestamp, limit: Duration, now: Timestamp) -> bool {
    let passed = now.epoch_ms().saturating_sub(since.epoch_ms());
    Duration::from_millis(passed.max(0).unsigned_abs()) < limit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_idle_and_when_it_is_old() {
        const HOUR_MS: i64 = 3_600_000;
        let check = |last_used_hours: i64, now_hours: i64, expected: bool| {
            let at = |hours: i64| Timestamp::from_epoch_ms(hours * HOUR_MS);
            assert_eq!(holds(at(0), at(last_used_hours), at(now_hours)), expected, "{now_hours} h");
        };
        check(0, 11, true);
        check(0, 12, false);
        check(300, 301, true);
        check(335, 336, false);
    }
}
