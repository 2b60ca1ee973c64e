//! Whether a client asks too often. Pure: time enters as an argument, and the memory that it needs has a bound.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use crate::http_api::transport::policy::Rate;

/// A token bucket per client. A bucket is known by the time at which it is full again (the generic cell rate algorithm of
/// ITU-T I.371), so that a full one need not be kept.
#[derive(Debug)]
pub(crate) struct Buckets<K> {
    capacity: usize,
    full_at: HashMap<K, Duration>,
}

impl<K: Clone + Eq + Hash> Buckets<K> {
    /// Keeps at most `capacity` buckets that are not full.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, full_at: HashMap::new() }
    }

    /// Takes one token from a client's bucket at `now`, or says how long to wait for one. `now` is the time since a fixed
    /// point and never runs backwards.
    pub(crate) fn take(&mut self, client: &K, rate: Rate, now: Duration) -> Result<(), Duration> {
        let step = Duration::from_secs(1) / rate.per_second.get();
        let full_at = self.full_at.get(client).copied().unwrap_or(now).max(now) + step;
        let earliest = full_at.saturating_sub(step * rate.burst.get());
        let wait = earliest.saturating_sub(now);
        if !wait.is_zero() {
            return Err(wait);
        }
        if self.full_at.len() >= self.capacity && !self.full_at.contains_key(client) {
            self.make_room(now);
        }
        self.full_at.insert(client.clone(), full_at);
        Ok(())
    }

    /// Forgets the full buckets or, where there is none, the fullest one: it forgives the least.
    fn make_room(&mut self, now: Duration) {
        self.full_at.retain(|_, full_at| *full_at > now);
        if self.full_at.len() >= self.capacity {
            let fullest = self.full_at.iter().min_by_key(|(_, full_at)| **full_at);
            if let Some(client) = fullest.map(|(client, _)| client.clone()) {
                self.full_at.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::num::NonZeroU32;

    use super::*;

    fn rate(per_second: u32, burst: u32) -> Rate {
        Rate { per_second: NonZeroU32::new(per_second).unwrap(), burst: NonZeroU32::new(burst).unwrap() }
    }

    #[test]
    fn a_burst_is_granted_then_one_per_step_and_the_wait_is_exact() {
        let (mut buckets, rate) = (Buckets::new(8), rate(4, 3));
        let ms = Duration::from_millis;
        for _ in 0..3 {
            assert_eq!(buckets.take(&"a", rate, ms(1_000)), Ok(()));
        }
        assert_eq!(buckets.take(&"a", rate, ms(1_000)), Err(ms(250)));
        assert_eq!(buckets.take(&"b", rate, ms(1_000)), Ok(()), "each client has a bucket of its own");
        assert_eq!(buckets.take(&"a", rate, ms(1_100)), Err(ms(150)), "a refusal costs nothing");
        assert_eq!(buckets.take(&"a", rate, ms(1_250)), Ok(()));
        assert_eq!(buckets.take(&"a", rate, ms(1_250)), Err(ms(250)));
        for _ in 0..3 {
            assert_eq!(buckets.take(&"a", rate, ms(9_000)), Ok(()), "a quiet time fills the bucket, no more");
        }
        assert_eq!(buckets.take(&"a", rate, ms(9_000)), Err(ms(250)));
    }

    #[test]
    fn memory_is_bounded_and_the_busiest_client_is_the_last_to_be_forgotten() {
        let (mut buckets, rate, now) = (Buckets::new(3), rate(1, 2), Duration::from_secs(5));
        for _ in 0..2 {
            assert_eq!(buckets.take(&0, rate, now), Ok(()));
        }
        for client in 1..1_000 {
            assert_eq!(buckets.take(&client, rate, now), Ok(()));
            assert!(buckets.full_at.len() <= 3);
        }
        assert!(buckets.take(&0, rate, now).is_err());
    }

    proptest! {
        /// In any window, a client gets no more than its burst and what the window's length grants.
        #[test]
        fn nobody_gets_more_than_the_rate(
            per_second in 1_u32..50,
            burst in 1_u32..50,
            pauses in prop::collection::vec(0_u64..200, 1..200),
        ) {
            let mut buckets = Buckets::new(1);
            let (mut now, mut granted) = (Duration::ZERO, 0_u32);
            for pause in pauses {
                now += Duration::from_millis(pause);
                granted += u32::from(buckets.take(&(), rate(per_second, burst), now).is_ok());
            }
            // Steps are whole nanoseconds, rounded down: a grain of tolerance over the window.
            let most = f64::from(burst) + now.as_secs_f64() * f64::from(per_second) + 0.001;
            prop_assert!(f64::from(granted) <= most, "{granted} granted, {most} allowed");
        }

        /// Whoever waits as long as it was told is let in.
        #[test]
        fn the_wait_that_is_told_is_enough(per_second in 1_u32..1_000, burst in 1_u32..20, at in 0_u64..1_000_000) {
            let (mut buckets, rate, now) = (Buckets::new(1), rate(per_second, burst), Duration::from_micros(at));
            let told = loop {
                if let Err(wait) = buckets.take(&(), rate, now) {
                    break wait;
                }
            };
            prop_assert!(buckets.take(&(), rate, now + told).is_ok());
        }
    }
}
