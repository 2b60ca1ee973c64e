//! What was learned of the provider: how long it holds, and when it may be asked again. Pure.

use std::sync::Arc;
use std::time::Duration;

use dataset::Timestamp;

/// What was learned holds for this long.
const HOLDS: Duration = Duration::from_hours(1);
/// A provider that gave no answer is left alone for this long: whoever comes meanwhile need not wait for it too.
const AFTER_SILENCE: Duration = Duration::from_secs(5);
/// Keys are asked for again at most this often, however many tokens name a key that nobody knows.
const BETWEEN_KEYS: Duration = Duration::from_secs(30);

/// One value, and what happened when it was last asked for.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    learned: Option<(Arc<T>, Timestamp)>,
    silent_at: Option<Timestamp>,
}

/// What to do about it now.
#[derive(Debug)]
pub(super) enum Next<T> {
    /// It still holds.
    Use(Arc<T>),
    /// It has to be asked for.
    Ask,
    /// It was asked for a moment ago, in vain.
    Wait,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { learned: None, silent_at: None }
    }
}

impl<T> Remembered<T> {
    /// For whoever needs the value.
    pub(super) fn next(&self, now: Timestamp) -> Next<T> {
        match &self.learned {
            Some((value, at)) if within(*at, HOLDS, now) => Next::Use(Arc::clone(value)),
            Some(_) | None => self.ask(now),
        }
    }

    /// For whoever met a key that `seen` does not have.
    pub(super) fn next_after(&self, seen: &Arc<T>, now: Timestamp) -> Next<T> {
        match &self.learned {
            Some((value, _)) if !Arc::ptr_eq(value, seen) => Next::Use(Arc::clone(value)),
            Some((_, at)) if within(*at, BETWEEN_KEYS, now) => Next::Wait,
            Some(_) | None => self.ask(now),
        }
    }

    /// Keeps what was learned.
    pub(super) fn learn(&mut self, value: T, now: Timestamp) -> Arc<T> {
        let value = Arc::new(value);
        *self = Self { learned: Some((Arc::clone(&value), now)), silent_at: None };
        value
    }

    /// Notes that nothing was to be learned.
    pub(super) fn fell_silent(&mut self, now: Timestamp) {
        self.silent_at = Some(now);
    }

    fn ask(&self, now: Timestamp) -> Next<T> {
        match self.silent_at {
            Some(at) if within(at, AFTER_SILENCE, now) => Next::Wait,
            Some(_) | None => Next::Ask,
        }
    }
}

fn within(since: Timestamp, limit: Duration, now: Timestamp) -> bool {
    let passed = now.epoch_ms().saturating_sub(since.epoch_ms());
    Duration::from_millis(passed.max(0).unsigned_abs()) < limit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_epoch_ms(1_770_000_000_000 + seconds * 1000)
    }

    fn word(next: &Next<u8>) -> &'static str {
        match next {
            Next::Use(_) => "use",
            Next::Ask => "ask",
            Next::Wait => "wait",
        }
    }

    #[test]
    fn what_was_learned_holds_for_an_hour() {
        let mut remembered = Remembered::default();
        assert_eq!(word(&remembered.next(at(0))), "ask");
        remembered.learn(1, at(0));
        assert_eq!(word(&remembered.next(at(3_599))), "use");
        assert_eq!(word(&remembered.next(at(3_600))), "ask");
    }

    #[test]
    fn a_silent_provider_is_left_alone_for_a_moment() {
        let mut remembered = Remembered::<u8>::default();
        remembered.fell_silent(at(0));
        assert_eq!(word(&remembered.next(at(4))), "wait");
        assert_eq!(word(&remembered.next(at(5))), "ask");
        remembered.learn(1, at(5));
        remembered.fell_silent(at(3_605));
        assert_eq!(word(&remembered.next(at(3_606))), "wait");
    }

    #[test]
    fn an_unknown_key_asks_for_the_keys_again_and_a_flood_of_them_does_not() {
        let mut remembered = Remembered::default();
        let seen = remembered.learn(1, at(0));
        assert_eq!(word(&remembered.next_after(&seen, at(29))), "wait");
        assert_eq!(word(&remembered.next_after(&seen, at(30))), "ask");
        remembered.learn(2, at(30));
        assert_eq!(word(&remembered.next_after(&seen, at(31))), "use", "another one asked already");
    }
}
