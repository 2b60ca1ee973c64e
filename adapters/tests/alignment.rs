//! Every aligned value is the one that a search through all samples would pick, and gaps stay empty.

use std::time::Duration;

use adapters::{AlignedRow, AlignmentError, Buckets, align};
use dataset::Timestamp;
use proptest::prelude::*;

type Series = Vec<(Timestamp, f64)>;

fn sampled(times: impl IntoIterator<Item = i64>) -> Series {
    times.into_iter().enumerate().map(|(count, ms)| (Timestamp::from_epoch_ms(ms), count as f64)).collect()
}

/// The rule, word for word, by looking at every sample.
fn by_brute_force(samples: &Series, start: i64, width: i64, position: i64) -> Option<f64> {
    let doubled_center = 2 * start + (2 * position + 1) * width;
    let mut best: Option<(i64, f64)> = None;
    for (at, value) in samples {
        let distance = (2 * at.epoch_ms() - doubled_center).abs();
        if distance <= width && best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, *value));
        }
    }
    best.map(|(_, value)| value)
}

fn check(one: &Series, other: &Series, width: i64) -> Vec<AlignedRow> {
    let series = [one.as_slice(), other.as_slice()];
    let width_ms = u64::try_from(width).expect("widths are positive");
    let buckets = Buckets::covering(&series, Duration::from_millis(width_ms)).expect("few buckets");
    let rows = align(&series, buckets);
    let start = one.iter().chain(other).map(|(at, _)| at.epoch_ms()).min().unwrap_or(0);
    for (position, row) in rows.iter().enumerate() {
        let position = i64::try_from(position).expect("few rows");
        let expected =
            vec![by_brute_force(one, start, width, position), by_brute_force(other, start, width, position)];
        assert_eq!(row.values, expected, "bucket {position}");
    }
    rows
}

#[test]
fn different_periods_an_offset_and_a_gap_align_as_by_hand() {
    let system = sampled((0..60).map(|tick| tick * 1000));
    let browser = sampled((0..85).map(|tick| 350 + tick * 700).filter(|ms| !(20_000..26_000).contains(ms)));
    let rows = check(&system, &browser, 1000);
    assert_eq!(rows.len(), 60);
    let empty: Vec<usize> = (0..rows.len()).filter(|position| rows[*position].values[1].is_none()).collect();
    assert_eq!(empty, [20, 21, 22, 23, 24, 25], "the gap stays a gap");
    assert!(rows.iter().all(|row| row.values[0].is_some()));
}

#[test]
fn sample_farther_than_half_a_bucket_is_not_stretched() {
    let one = sampled([0, 1000, 2000, 3000]);
    let other = sampled([100]);
    let values: Vec<_> = check(&one, &other, 1000).iter().map(|row| row.values[1]).collect();
    assert_eq!(values, [Some(0.0), None, None, None]);
}

#[test]
fn buckets_that_cannot_be_are_refused() {
    let far = sampled([0, i64::MAX]);
    assert_eq!(Buckets::covering(&[&far], Duration::ZERO), Err(AlignmentError::TooNarrow));
    let error = Buckets::covering(&[&far], Duration::from_millis(1)).unwrap_err();
    assert!(matches!(error, AlignmentError::TooMany { .. }));
    let none = Buckets::covering(&[&[]], Duration::from_secs(1)).unwrap();
    assert_eq!(align(&[&[]], none), []);
}

fn times() -> impl Strategy<Value = Series> {
    prop::collection::vec(-5_000_i64..5_000, 0..60).prop_map(|mut times| {
        times.sort_unstable();
        sampled(times)
    })
}

proptest! {
    #[test]
    fn aligned_values_are_those_that_a_full_search_picks(one in times(), other in times(), width in 1_i64..2_000) {
        check(&one, &other, width);
    }
}
