//! Series of different runs on one axis. Never invents a value between two samples.

use dataset::Timestamp;

/// The samples by seconds since `start`, in order; runs are compared by elapsed time, since their dates have nothing in common.
///
/// Samples before `start` belong to no run's window and are left out.
pub fn since_start(samples: &[(Timestamp, f64)], start: Timestamp) -> Vec<(f64, f64)> {
    let inside = samples.iter().filter(|(instant, _)| *instant >= start);
    let mut elapsed: Vec<(f64, f64)> =
        inside.map(|(instant, value)| (instant.since(start).as_secs_f64(), *value)).collect();
    elapsed.sort_by(|a, b| a.0.total_cmp(&b.0));
    elapsed
}

#[cfg(test)]
mod tests {
    use super::since_start;
    use dataset::Timestamp;

    #[test]
    fn runs_of_different_days_lie_on_one_axis() {
        let run = |start: i64| {
            let at = |offset: i64| Timestamp::from_epoch_ms(start + offset);
            since_start(&[(at(1_500), 2.0), (at(0), 1.0), (at(-1), 9.0)], at(0))
        };
        assert_eq!(run(0), [(0.0, 1.0), (1.5, 2.0)]);
        assert_eq!(run(0), run(86_400_000));
    }
}
