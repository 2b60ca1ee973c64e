//! The pace of logins: so many tries per account and per address in a window, then a wait. Never sleeps, never logs a name.

use std::collections::HashMap;
use std::time::Duration;

use dataset::Timestamp;

/// Keys that are remembered; a flood of new ones pushes out the ones that are nearest to their end.
const REMEMBERED: usize = 10_000;

/// Counts tries per key.
#[derive(Debug)]
pub struct Throttle {
    tries: u32,
    window: Duration,
    known: HashMap<String, Window>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    since: Timestamp,
    tries: u32,
}

impl Throttle {
    /// Allows `tries` in a `window` that begins with the first of them.
    pub fn new(tries: u32, window: Duration) -> Self {
        Self { tries, window, known: HashMap::new() }
    }

    /// Counts a try, or says how long to wait for the next one. Counted before it is known whether the try succeeds, so
    /// that many at the same moment are many.
    pub fn attempt(&mut self, key: &str, now: Timestamp) -> Result<(), Duration> {
        let window = self.window;
        if let Some(known) = self.known.get_mut(key) {
            let left = left(*known, window, now);
            if !left.is_zero() && known.tries >= self.tries {
                return Err(left);
            }
            *known = if left.is_zero() {
                Window { since: now, tries: 1 }
            } else {
                Window { since: known.since, tries: known.tries + 1 }
            };
            return Ok(());
        }
        self.make_room(now);
        self.known.insert(key.to_owned(), Window { since: now, tries: 1 });
        Ok(())
    }

    /// Forgets the tries of a key, since the last one succeeded.
    pub fn succeeded(&mut self, key: &str) {
        self.known.remove(key);
    }

    fn make_room(&mut self, now: Timestamp) {
        if self.known.len() < REMEMBERED {
            return;
        }
        let window = self.window;
        self.known.retain(|_, known| !left(*known, window, now).is_zero());
        if self.known.len() >= REMEMBERED {
            let oldest = self.known.iter().min_by_key(|(_, known)| known.since.epoch_ms());
            let oldest = oldest.map(|(key, _)| key.clone()).expect("a full memory has an oldest entry");
            self.known.remove(&oldest);
        }
    }
}

fn left(known: Window, window: Duration, now: Timestamp) -> Duration {
    let passed = now.epoch_ms().saturating_sub(known.since.epoch_ms());
    window.saturating_sub(Duration::from_millis(passed.max(0).unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_770_000_000_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_epoch_ms(START + seconds * 1000)
    }

    #[test]
    fn after_too_many_tries_the_wait_lasts_to_the_end_of_the_window() {
        let mut throttle = Throttle::new(3, Duration::from_mins(1));
        for second in 0..3 {
            assert_eq!(throttle.attempt("ada", at(second)), Ok(()));
        }
        assert_eq!(throttle.attempt("ada", at(10)), Err(Duration::from_secs(50)));
        assert_eq!(throttle.attempt("grace", at(10)), Ok(()));
        assert_eq!(throttle.attempt("ada", at(60)), Ok(()));
    }

    #[test]
    fn a_success_forgets_the_tries_before_it() {
        let mut throttle = Throttle::new(1, Duration::from_mins(1));
        assert_eq!(throttle.attempt("ada", at(0)), Ok(()));
        throttle.succeeded("ada");
        assert_eq!(throttle.attempt("ada", at(1)), Ok(()));
    }

    #[test]
    fn a_flood_of_names_stays_within_memory() {
        let mut throttle = Throttle::new(1, Duration::from_mins(1));
        for number in 0..REMEMBERED + 50 {
            assert_eq!(throttle.attempt(&number.to_string(), at(0)), Ok(()));
        }
        assert_eq!(throttle.known.len(), REMEMBERED);
    }
}
