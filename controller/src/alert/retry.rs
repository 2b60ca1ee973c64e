//! Which notice is sent next, and when one is tried again. Pure: time and chance are given.

use std::collections::HashSet;
use std::time::Duration;

use dataset::Timestamp;

use super::storage::{Then, Waiting};

/// Attempts after which a notice is given up: some 32 hours after the first.
pub const MOST_ATTEMPTS: u32 = 12;
/// How long whoever claimed a notice has for it. Longer than an attempt may take.
pub const CLAIM: Duration = Duration::from_mins(1);

const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_hours(6);
/// Each wait is so many times the one before.
const GROWTH: u32 = 4;
/// Share of a wait that chance takes away, so that what failed together does not come again together.
const JITTER: f64 = 0.2;

/// What follows the attempt of this number, counted from 1, if it was in vain; `chance` lies in 0 to 1.
pub fn after_failure(attempt: u32, now: Timestamp, chance: f64) -> Then {
    if attempt >= MOST_ATTEMPTS {
        return Then::GivenUp;
    }
    let factor = GROWTH.checked_pow(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
    let wait = FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT);
    Then::Again(now.plus(wait.mul_f64(1.0 - JITTER * chance.clamp(0.0, 1.0))))
}

/// Of the notices that wait, oldest first, those that may go now. One alert's notices go one after the other, so that
/// nobody hears of an end before the beginning.
pub fn due(waiting: &[Waiting], now: Timestamp) -> Vec<Waiting> {
    heads(waiting).filter(|head| head.next_at <= now).collect()
}

/// When the next notice may go.
pub fn next_due(waiting: &[Waiting]) -> Option<Timestamp> {
    heads(waiting).map(|head| head.next_at).min()
}

fn heads(waiting: &[Waiting]) -> impl Iterator<Item = Waiting> {
    let mut seen = HashSet::new();
    waiting.iter().copied().filter(move |notice| seen.insert(notice.alert))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::alert::AlertId;

    const NOW: Timestamp = Timestamp::from_epoch_ms(1_000_000);

    fn wait_ms(attempt: u32, chance: f64) -> Option<i64> {
        match after_failure(attempt, NOW, chance) {
            Then::Again(at) => Some(at.epoch_ms() - NOW.epoch_ms()),
            Then::GivenUp => None,
            Then::Delivered => unreachable!("a failure delivers nothing"),
        }
    }

    #[test]
    fn waits_grow_to_six_hours_and_end_after_twelve_attempts() {
        let waits: Vec<_> = (1..=12).map(|attempt| wait_ms(attempt, 0.0)).collect();
        let seconds = [5, 20, 80, 320, 1280, 5120, 20_480, 21_600, 21_600, 21_600, 21_600];
        let expected: Vec<_> = seconds.iter().map(|s| Some(s * 1000)).chain([None]).collect();
        assert_eq!(waits, expected);
        assert_eq!(wait_ms(u32::MAX, 0.0), None);
    }

    #[test]
    fn chance_shortens_a_wait_by_a_fifth_at_most() {
        assert_eq!(wait_ms(1, 1.0), Some(4_000));
        assert_eq!(wait_ms(1, 0.5), Some(4_500));
        assert_eq!((wait_ms(1, 7.0), wait_ms(1, -7.0)), (Some(4_000), Some(5_000)));
    }

    #[test]
    fn the_notices_of_one_alert_keep_their_order() {
        let notice = |id: u128, alert: u128, next_ms: i64| Waiting {
            id: Uuid::from_u128(id),
            alert: AlertId::new(Uuid::from_u128(alert)),
            attempts: 0,
            next_at: Timestamp::from_epoch_ms(next_ms),
        };
        let late = NOW.epoch_ms() + 1;
        let waiting = [notice(1, 7, late), notice(2, 8, 0), notice(3, 7, 0), notice(4, 8, 0)];
        assert_eq!(
            due(&waiting, NOW),
            [waiting[1]],
            "the third waits for the first, the fourth for the second"
        );
        assert_eq!(next_due(&waiting), Some(Timestamp::from_epoch_ms(0)));
        assert_eq!((due(&[], NOW), next_due(&[])), (Vec::new(), None));
    }
}
