//! A Dataset is a file that anyone may send: whatever its bytes, it is read as it will be read again, or refused with a
//! reason. Replays what a fuzzer found and tries some more.

use std::convert::Infallible;

use dataset::{Limits, read_flagged, stream_dataset, write_dataset};

#[test]
fn any_bytes_are_a_dataset_that_is_read_again_or_a_refusal() {
    bolero::check!().with_iterations(1_000).for_each(|bytes: &[u8]| {
        let mut batches = Vec::new();
        let streamed = stream_dataset(bytes, Limits::default(), |batch| {
            batches.push(batch);
            Ok::<(), Infallible>(())
        });
        match read_flagged(bytes) {
            Err(error) => {
                assert!(!error.to_string().is_empty(), "refused without a reason");
                assert!(streamed.is_err(), "one reader refuses what the other takes: {error}");
            }
            Ok(reading) => {
                let written = write_dataset(Vec::new(), &reading.dataset).unwrap();
                let again = read_flagged(&written).unwrap();
                assert_eq!(again.dataset, reading.dataset);
                if let Ok(streamed) = streamed {
                    assert_eq!(batches, reading.dataset.report.metrics);
                    assert_eq!(streamed.flags, reading.flags);
                }
            }
        }
    });
}
